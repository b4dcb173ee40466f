// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import Varlink

/// `kmsync reload`.
struct ReloadCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Make the daemon read its configuration again.",
        discussion: "Ends once the new configuration is in force. Exit status 78 when it is bad: then nothing changed."
    )

    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        try confirm(daemon.change(DaemonInterface.Reload.self, NoParameters())) { _ in
            "The new configuration is in force."
        }
    }
}
