// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI

/// Data from a file or standard input.
struct InputFile: ParsableArguments {
    @Option(help: "Read the data from this file instead of standard input.", completion: .file()) var file: String?

    /// The data of a cryptographic call.
    func data() throws(Failure) -> [UInt8] {
        try InputBytes.read(file, limit: InputBytes.maximumData, what: "The data")
    }

    /// The data as base64, which it may be already, with blanks and line ends anywhere.
    func base64(isBase64: Bool) throws(Failure) -> ConcealedText {
        let bytes = try data()
        return isBase64 ? InputFile.withoutBlanks(bytes) : ConcealedText(base64Of: bytes)
    }

    /// Base64 text without the blanks and line ends that tools put into it.
    static func withoutBlanks(_ bytes: [UInt8]) -> ConcealedText {
        ConcealedText(String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self))
    }
}
