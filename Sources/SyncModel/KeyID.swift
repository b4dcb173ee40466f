// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Names a key within its instance.
package struct KeyID: Sendable, Hashable, CustomStringConvertible {
    /// The id as people write it.
    package let description: String

    /// Accepts 1 to 64 characters of a-z, 0-9 and '-', starting with a letter.
    package init(_ text: String, field: String = "keyId") throws(InvalidInput) {
        description = try IdentifierRule.check(text, field: field)
    }

    /// Takes an id that was checked when it was stored.
    package init(stored text: String) { description = text }
}
