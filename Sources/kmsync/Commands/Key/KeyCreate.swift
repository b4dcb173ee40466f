// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync key create`.
struct KeyCreate: Verb {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a key; prints its id."
    )

    @Argument(help: "The instance.", completion: DaemonCompletion.instances) var instance: String
    @Option(
        help: "aes_256, rsa_2048, rsa_3072, rsa_4096, ec_p256, ec_p384, ed25519 or hmac_sha_256.",
        completion: DaemonCompletion.specs
    )
    var spec = "aes_256"
    @OptionGroup var key: NewKeyOptions
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            KeysInterface.CreateKey.self,
            .init(
                instanceId: instance,
                keyId: key.id,
                spec: spec,
                aliases: key.alias.nilIfEmpty,
                description: key.description,
                tags: key.tag.dictionary
            )
        )
        try tell(answer) { reply in "\(reply.key.keyId)\n" }
    }
}
