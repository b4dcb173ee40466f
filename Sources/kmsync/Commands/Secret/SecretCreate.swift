// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync secret create`.
struct SecretCreate: Verb {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a secret with the value on standard input; prints the version's id."
    )

    @OptionGroup var secret: SecretArguments
    @OptionGroup var value: SecretValue
    @Option(
        help: "Seal the values under this aes_256 key; else under the instance's root key.",
        completion: DaemonCompletion.keys
    ) var key: String?
    @Option(help: "The version's id; else the daemon chooses one.") var version: String?
    @Option(help: "For people.") var description: String?
    @Option(help: ArgumentHelp("For people and their tools; may be repeated.", valueName: "key=value"))
    var tag: [TagArgument] = []
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            SecretsInterface.CreateSecret.self,
            .init(
                instanceId: secret.instance,
                name: secret.name,
                value: try value.read(for: secret.name),
                versionId: version,
                encryptionKeyId: key,
                description: description,
                tags: tag.dictionary
            )
        )
        try tell(answer) { reply in reply.secret.versions.last.map { "\($0.versionId)\n" } ?? "" }
    }
}
