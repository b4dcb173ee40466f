// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import Varlink

/// `kmsync version`.
struct VersionCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Show the versions of client and daemon; works with the daemon down."
    )

    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        do {
            let answer = try daemon.read(DaemonInterface.GetStatus.self, NoParameters(), timeout: .seconds(5))
            let status = try answer.reply().status
            try write(daemon: status.version, remark: "\(status.version) (\(status.state.rawValue))")
        } catch {
            guard let failure = Failure(error) else { throw error }
            try write(daemon: nil, remark: "not known: \(failure.sentence)")
        }
    }

    private func write(daemon: String?, remark: String) throws {
        if options.json {
            StandardOutput.write(try JSONObject.encode(Versions(client: ProgramVersion.current, daemon: daemon)))
            StandardOutput.write("\n")
        } else {
            StandardOutput.write("kmsync  \(ProgramVersion.current)\nkmsyncd \(printable(remark))\n")
        }
    }

    private struct Versions: Encodable {
        let client: String
        let daemon: String?
    }
}
