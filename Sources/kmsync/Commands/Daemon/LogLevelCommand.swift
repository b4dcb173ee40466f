// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync log-level`.
struct LogLevelCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "log-level",
        abstract: "Set what the daemon logs until it restarts."
    )

    @Argument(
        help: "trace, debug, info, notice, warning, error or critical.",
        completion: .list(["trace", "debug", "info", "notice", "warning", "error", "critical"])
    )
    var level: String
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        try confirm(daemon.change(DaemonInterface.SetLogLevel.self, .init(level: level))) { _ in
            "The daemon logs \(level) and above."
        }
    }
}
