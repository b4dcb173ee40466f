// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync key import`.
struct KeyImport: Verb {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Create a key of material made elsewhere; prints its id.",
        discussion: "The file holds PEM (PKCS #8) for asymmetric specs, raw bytes for aes_256 and hmac_sha_256."
    )

    @Argument(help: "The instance.", completion: DaemonCompletion.instances) var instance: String
    @Argument(help: "The file; - for standard input.", completion: .file()) var file: String
    @Option(
        help: "aes_256, rsa_2048, rsa_3072, rsa_4096, ec_p256, ec_p384, ed25519 or hmac_sha_256.",
        completion: DaemonCompletion.specs
    )
    var spec: String
    @Flag(help: "The file holds base64 instead of raw bytes.") var base64 = false
    @OptionGroup var key: NewKeyOptions
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.change(
            KeysInterface.ImportKey.self,
            .init(
                instanceId: instance,
                keyId: key.id,
                spec: spec,
                material: try material(),
                aliases: key.alias.nilIfEmpty,
                description: key.description,
                tags: key.tag.dictionary
            )
        )
        try tell(answer) { reply in "\(reply.key.keyId)\n" }
    }

    private func material() throws -> ConcealedText {
        let bytes = try InputBytes.read(file, limit: InputBytes.maximumSecretValue, what: "The material")
        if base64 { return InputFile.withoutBlanks(bytes) }
        // PEM says what it is; everything else is raw.
        if bytes.starts(with: "-----BEGIN ".utf8) { return ConcealedText(String(decoding: bytes, as: UTF8.self)) }
        return ConcealedText(base64Of: bytes)
    }
}
