// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync key encrypt`.
struct KeyEncrypt: Verb {
    static let configuration = CommandConfiguration(
        commandName: "encrypt",
        abstract: "Encrypt standard input under a key, to standard output."
    )

    @OptionGroup var key: KeyArguments
    @OptionGroup var input: InputFile
    @OptionGroup var cipher: CipherOptions
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.read(
            KeysInterface.Encrypt.self,
            .init(
                instanceId: key.instance,
                keyId: key.key,
                plaintext: try input.base64(isBase64: false),
                context: cipher.context.dictionary
            )
        )
        if options.json { return StandardOutput.write(answer.json + [UInt8(ascii: "\n")]) }
        try BinaryResult.write(try answer.reply().ciphertext, base64: cipher.base64)
    }
}
