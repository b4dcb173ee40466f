// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SecretImport
import Testing

/// One secret as a line that can be compared; values are shown because these are made up.
func parsed(_ text: String) throws -> [String] {
    try SecretImport.parse(Array(text.utf8), fileName: "file").map { secret in
        "\(secret.name)=\(String(decoding: secret.value, as: UTF8.self))"
    }
}

/// The message with which the bytes are refused.
func refusal(
    _ bytes: [UInt8],
    fileName: String = "file",
    sourceLocation: SourceLocation = #_sourceLocation
) throws -> String {
    let error = try #require(throws: SecretImportError.self, sourceLocation: sourceLocation) {
        try SecretImport.parse(bytes, fileName: fileName)
    }
    return error.message
}

/// The message with which the text is refused, which must never show a value: in these tests, all contain "hunter2".
func refusal(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let message = try refusal(Array(text.utf8), sourceLocation: sourceLocation)
    #expect(!message.contains("hunter2"), "a value in a message", sourceLocation: sourceLocation)
    return message
}
