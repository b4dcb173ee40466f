// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation

/// One way in which a value could stand in a file, a log or a journal.
struct Spelling {
    let name: String
    let bytes: [UInt8]

    func isIn(_ content: [UInt8]) -> Bool { Data(content).range(of: Data(bytes)) != nil }

    /// The value raw, in hexadecimal digits, as numbers, and in base64 at each of the three places it may begin.
    static func all(of text: String) -> [Spelling] {
        let value = IntegrationTests.bytes(text)
        let digits = value.map { String(format: "%02x", $0) }.joined()
        let plain = [
            Spelling(name: "raw", bytes: Array(value.prefix(24))),
            Spelling(name: "hexadecimal", bytes: IntegrationTests.bytes(digits)),
            Spelling(name: "HEXADECIMAL", bytes: IntegrationTests.bytes(digits.uppercased())),
            Spelling(
                name: "an array",
                bytes: IntegrationTests.bytes(value.prefix(12).map(String.init).joined(separator: ", "))
            ),
        ]
        return plain
            + (0..<3).map { skipped in
                let text = Data(value.dropFirst(skipped).prefix(24)).base64EncodedString()
                return Spelling(name: "base64", bytes: IntegrationTests.bytes(text))
            }
    }
}
