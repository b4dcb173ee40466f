// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync key verify`.
struct KeyVerify: Verb {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Tell whether a signature of standard input is genuine.",
        discussion: "Exit status 0: genuine; 1: not."
    )

    @OptionGroup var key: KeyArguments
    @OptionGroup var input: InputFile
    @Option(help: "The file with the signature.", completion: .file()) var signature: String
    @Option(help: "For example rsa_pss_sha_256 or ed25519; else what fits the key.") var algorithm: String?
    @Option(help: "Only this version of the key; else any.") var version: String?
    @Flag(help: "The signature is base64 text instead of raw bytes.") var base64 = false
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let bytes = try InputBytes.read(signature, limit: InputBytes.maximumSecretValue, what: "The signature")
        let answer = try daemon.read(
            KeysInterface.Verify.self,
            .init(
                instanceId: key.instance,
                keyId: key.key,
                message: try input.base64(isBase64: false),
                signature: base64 ? InputFile.withoutBlanks(bytes) : ConcealedText(base64Of: bytes),
                algorithm: algorithm,
                versionId: version
            )
        )
        try tell(answer) { reply in reply.valid ? "genuine\n" : "not genuine\n" }
        if try !answer.reply().valid { throw ExitStatus.falsehood }
    }
}
