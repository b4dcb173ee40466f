// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The rule that ids of instances and keys share.
package enum IdentifierRule {
    /// Most characters of an id.
    package static let maximumLength = 64

    /// Returns the text if it is 1 to 64 characters of a-z, 0-9 and '-', starting with a letter.
    package static func check(_ text: String, field: String) throws(InvalidInput) -> String {
        let bytes = text.utf8
        guard let first = bytes.first, isLetter(first), bytes.count <= maximumLength,
            bytes.allSatisfy({ isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") })
        else {
            throw InvalidInput(
                field: field,
                reason: "an id is 1 to \(maximumLength) characters of a-z, 0-9 and '-', starting with a letter"
            )
        }
        return text
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
