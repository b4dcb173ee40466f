// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync key sign`.
struct KeySign: Verb {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign standard input, or authenticate it; the signature goes to standard output.",
        discussion: "The input is the message itself, not its digest. ECDSA signatures are DER, as openssl reads them."
    )

    @OptionGroup var key: KeyArguments
    @OptionGroup var input: InputFile
    @Option(help: "For example rsa_pss_sha_256 or ed25519; else what fits the key.") var algorithm: String?
    @Flag(help: "The signature is base64 text instead of raw bytes.") var base64 = false
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.read(
            KeysInterface.Sign.self,
            .init(
                instanceId: key.instance,
                keyId: key.key,
                message: try input.base64(isBase64: false),
                algorithm: algorithm
            )
        )
        if options.json { return StandardOutput.write(answer.json + [UInt8(ascii: "\n")]) }
        try BinaryResult.write(try answer.reply().signature, base64: base64)
    }
}
