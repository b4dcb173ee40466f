// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// `kmsync key decrypt`.
struct KeyDecrypt: Verb {
    static let configuration = CommandConfiguration(
        commandName: "decrypt",
        abstract: "Decrypt standard input, to standard output.",
        discussion: "The ciphertext names its key, so none is given."
    )

    @Argument(help: "The instance.", completion: DaemonCompletion.instances) var instance: String
    @OptionGroup var input: InputFile
    @OptionGroup var cipher: CipherOptions
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let answer = try daemon.read(
            KeysInterface.Decrypt.self,
            .init(
                instanceId: instance,
                ciphertext: try input.base64(isBase64: cipher.base64),
                context: cipher.context.dictionary
            )
        )
        if options.json { return StandardOutput.write(answer.json + [UInt8(ascii: "\n")]) }
        try BinaryResult.write(try answer.reply().plaintext, base64: false)
    }
}
