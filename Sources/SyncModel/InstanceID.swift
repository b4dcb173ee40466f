// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Names an instance, for example `kst-hangzhou`.
package struct InstanceID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The id as people write it.
    package let description: String

    /// Accepts 1 to 64 characters of a-z, 0-9 and '-', starting with a letter.
    ///
    /// `field` is the parameter to name in the error.
    package init(_ text: String, field: String = "instanceId") throws(InvalidInput) {
        description = try IdentifierRule.check(text, field: field)
    }

    /// Takes an id that was checked when it was stored.
    package init(stored text: String) { description = text }

    /// Orders by the bytes of the text.
    package static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}
