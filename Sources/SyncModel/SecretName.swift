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
        let bytes = text.utf8
        guard (1...Self.maximumLength).contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else {
            throw InvalidInput(
                field: field,
                reason: "a secret's name is 1 to \(Self.maximumLength) ASCII letters, digits and / _ + = . @ -"
            )
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ $0 != "" && $0 != "." && $0 != ".." }) else {
            throw InvalidInput(field: field, reason: "no part of a secret's name between slashes is empty, '.' or '..'")
        }
        description = text
    }

    /// Takes a name that was checked when it was stored.
    package init(stored text: String) { description = text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "/_+=.@-".utf8.contains(byte)
        }
    }
}
