// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync secret put`.
struct SecretPut: Verb {
    static let configuration = CommandConfiguration(
        commandName: "put",
        abstract: "Give a secret the value on standard input; prints the version's id.",
        discussion: "The new version takes the stage ACSCurrent unless --stage is given."
    )

    @OptionGroup var secret: SecretArguments
    @OptionGroup var value: SecretValue
    @Option(help: "The version's id; the same id with the same value changes nothing.") var version: String?
    @Option(help: "A stage for the version; may be repeated.") var stage: [String] = []
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            SecretsInterface.PutSecretValue.self,
            .init(
                instanceId: secret.instance,
                name: secret.name,
                value: try value.read(for: secret.name),
                versionId: version,
                stages: stage.nilIfEmpty
            )
        )
        try tell(answer) { reply in "\(reply.versionId)\n" }
    }
}
