// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import Dispatch
import Glibc
import KeyVault

/// The program: flags in, and the daemon, or the reason why not.
@main
struct KMSyncd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kmsyncd",
        abstract: "Keeps keys and secrets of primary KMS instances synchronized to replicas in other regions.",
        discussion: """
            It stays in the foreground. Without a configuration file it runs on its defaults. SIGHUP reads the \
            configuration again; SIGTERM and SIGINT stop it once what is under way is done.

            Exit status: 0 stopped as asked, or checked and found good; 64 wrong command line; 70 a defect; 73 another \
            daemon holds the state directory; 78 bad configuration, a socket or a state directory that cannot be used, \
            or no fitting master key; 130 stopped at once by a second signal.
            """,
        version: ProgramVersion.current
    )

    @OptionGroup var options: CommandLineOptions

    /// Whether to name a master key and end.
    @Flag(
        name: .customLong("master-key-id"),
        help: "Print the id of the master key on standard input, and exit: 0, or 78 if it is none."
    )
    var namesMasterKey = false

    func run() throws {
        if namesMasterKey { return try nameMasterKey() }
        switch Launch(options).run() {
        case .running(let daemon, let signals): withExtendedLifetime((daemon, signals)) { dispatchMain() }
        case .finished(let status): throw ExitCode(status.rawValue)
        }
    }

    /// Which copy is that? Nothing else of it is shown.
    private func nameMasterKey() throws {
        do throws(StateError) {
            print(try MasterKeyFile.key(readingFrom: STDIN_FILENO, origin: "What stands on standard input").id)
        } catch {
            var reason = "kmsyncd: \(error)\n"
            reason.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
            throw ExitCode(error.exitStatus.rawValue)
        }
    }
}
