// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Names a version of a key or a secret; unique within its resource.
package struct VersionID: Sendable, Hashable, CustomStringConvertible {
    /// Most characters of a version id.
    package static let maximumLength = 64

    /// The id as people write it.
    package let description: String

    /// Accepts 1 to 64 ASCII letters, digits and `. _ -`.
    package init(_ text: String, field: String = "versionId") throws(InvalidInput) {
        let bytes = text.utf8
        let allowed = bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default:
                false
            }
        }
        guard (1...Self.maximumLength).contains(bytes.count), allowed else {
            throw InvalidInput(
                field: field,
                reason: "a version id is 1 to \(Self.maximumLength) ASCII letters, digits and . _ -"
            )
        }
        description = text
    }

    /// Takes an id that was checked when it was stored.
    package init(stored text: String) { description = text }
}
