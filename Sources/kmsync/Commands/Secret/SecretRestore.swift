// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync secret restore`.
struct SecretRestore: Verb {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Keep a secret whose destruction was scheduled."
    )

    @OptionGroup var secret: SecretArguments
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            SecretsInterface.RestoreSecret.self,
            .init(instanceId: secret.instance, name: secret.name)
        )
        try confirm(answer) { "\($0.secret.name) stays." }
    }
}
