// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// A name in which `*` stands for any characters, `/` included, or for none.
package struct GlobPattern: Sendable, Equatable {
    /// Most bytes of a pattern: those of the longest name.
    package static let maximumSize = SecretName.maximumLength

    private static let star = UInt8(ascii: "*")

    private let bytes: [UInt8]

    /// Accepts 1 to 256 bytes; `field` is what to name in the error.
    package init(_ text: String, field: String) throws(InvalidInput) {
        guard (1...Self.maximumSize).contains(text.utf8.count) else {
            throw InvalidInput(field: field, reason: "a pattern is 1 to \(Self.maximumSize) bytes")
        }
        bytes = Array(text.utf8)
    }

    /// Whether the whole text is of the pattern; in time that is at most the product of the two lengths.
    package func matches(_ text: String) -> Bool {
        let text = Array(text.utf8)
        var place = 0
        var next = 0
        // The last star, and how far into the text it reaches: the only place worth going back to.
        var retry: (star: Int, reach: Int)?
        while place < text.count {
            if next < bytes.count, bytes[next] == Self.star {
                retry = (next, place)
                next += 1
            } else if next < bytes.count, bytes[next] == text[place] {
                next += 1
                place += 1
            } else if let (star, reach) = retry {
                retry = (star, reach + 1)
                next = star + 1
                place = reach + 1
            } else {
                return false
            }
        }
        return bytes[next...].allSatisfy { $0 == Self.star }
    }
}
