// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// New annotations of a secret: every part is allowed, and nil leaves the part as it is.
package struct SecretUpdate: Sendable, Hashable {
    /// For people.
    package let description: String?
    /// All its tags.
    package let tags: [String: String]?

    /// Checks every part that is given.
    package init(description: String? = nil, tags: [String: String]? = nil) throws(InvalidInput) {
        self.description = if let description { try AnnotationRule.check(description: description) } else { nil }
        self.tags = if let tags { try AnnotationRule.check(tags: tags) } else { nil }
    }
}
