// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Names a secret within its instance, for example `shop/database/password`.
package struct SecretName: Sendable, Hashable, CustomStringConvertible {
    /// Most characters of a name.
    package static let maximumLength = 256

    /// The name as people write it.
    package let description: String

    /// Accepts 1 to 256 ASCII letters, digits and `/ _ + = . @ -`, with no empty, '.' or '..' part between slashes.
    package init(_ text: String, field: String = "name") throws(InvalidInput) {
        guard (1...Self.maximumLength).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else {
            throw InvalidInput(
                field: field,
                reason: "a secret's name is 1 to \(Self.maximumLength) ASCII letters, digits and / _ + = . @ -"
            )
        }
        guard Self.partsAreNames(text.utf8) else {
            throw InvalidInput(field: field, reason: "no part of a secret's name between slashes is empty, '.' or '..'")
        }
        description = text
    }

    /// One pass without copies: every name that is read or received is checked.
    private static func partsAreNames(_ bytes: String.UTF8View) -> Bool {
        var length = 0
        var isDots = true
        for byte in bytes {
            if byte == UInt8(ascii: "/") {
                if length == 0 || (isDots && length <= 2) { return false }
                length = 0
                isDots = true
            } else {
                length += 1
                isDots = isDots && byte == UInt8(ascii: ".")
            }
        }
        return length > 0 && !(isDots && length <= 2)
    }

    /// Takes a name that was checked when it was stored.
    package init(stored text: String) { description = text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "."),
            UInt8(ascii: "@"), UInt8(ascii: "-"):
            true
        default:
            false
        }
    }
}
