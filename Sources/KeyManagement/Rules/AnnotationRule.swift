// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// The rules of what people write on keys and secrets: descriptions and tags.
package enum AnnotationRule {
    /// Most bytes of a description.
    package static let maximumDescriptionSize = 4096
    /// Most tags of a resource.
    package static let maximumTagCount = 50
    /// Most bytes of a tag's key.
    package static let maximumTagKeySize = 128
    /// Most bytes of a tag's value.
    package static let maximumTagValueSize = 256

    /// Returns the text if it has at most 4,096 bytes and no control characters but line breaks and tabs.
    package static func check(description text: String) throws(InvalidInput) -> String {
        guard text.utf8.count <= maximumDescriptionSize else {
            throw InvalidInput(
                field: "description",
                reason: "a description has at most \(maximumDescriptionSize) bytes"
            )
        }
        guard text.unicodeScalars.allSatisfy({ !isControl($0) || $0 == "\n" || $0 == "\t" }) else {
            throw InvalidInput(
                field: "description",
                reason: "a description has no control characters but line breaks and tabs"
            )
        }
        return text
    }

    /// Returns the tags if there are at most 50, with keys of 1 to 128 bytes and values of at most 256.
    package static func check(tags: [String: String]) throws(InvalidInput) -> [String: String] {
        guard tags.count <= maximumTagCount else {
            throw InvalidInput(field: "tags", reason: "there are at most \(maximumTagCount) tags")
        }
        for (key, value) in tags {
            guard (1...maximumTagKeySize).contains(key.utf8.count), value.utf8.count <= maximumTagValueSize,
                !key.unicodeScalars.contains(where: isControl), !value.unicodeScalars.contains(where: isControl)
            else {
                throw InvalidInput(
                    field: "tags",
                    reason: "a tag's key has 1 to \(maximumTagKeySize) bytes, its value at most "
                        + "\(maximumTagValueSize), and neither has control characters"
                )
            }
        }
        return tags
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }
}
