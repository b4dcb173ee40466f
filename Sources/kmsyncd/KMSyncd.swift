// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import Dispatch
import Glibc

/// The program: flags in, and the daemon, or the reason why not.
@main
struct KMSyncd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kmsyncd",
        abstract: "Keeps keys and secrets of primary KMS instances synchronized to replicas in other regions.",
        discussion: """
            It stays in the foreground. Without a configuration file it runs on its defaults. SIGHUP reads the \
            configuration again; SIGTERM and SIGINT stop it once what is under way is done.
            """,
        version: ProgramVersion.current
    )

    @OptionGroup var options: CommandLineOptions

    func run() throws {
        switch Launch(options).run() {
        case .running(let daemon, let signals): withExtendedLifetime((daemon, signals)) { dispatchMain() }
        case .finished(let status): throw ExitCode(status.rawValue)
        }
    }
}
