// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// New annotations of a key: every part is allowed, and nil leaves the part as it is.
package struct KeyUpdate: Sendable, Hashable {
    /// All its names, sorted, each once.
    package let aliases: [String]?
    /// For people.
    package let description: String?
    /// All its tags.
    package let tags: [String: String]?

    /// Checks every part that is given.
    package init(
        aliases: [String]? = nil,
        description: String? = nil,
        tags: [String: String]? = nil
    ) throws(InvalidInput) {
        self.aliases = if let aliases { try AliasRule.check(all: aliases) } else { nil }
        self.description = if let description { try AnnotationRule.check(description: description) } else { nil }
        self.tags = if let tags { try AnnotationRule.check(tags: tags) } else { nil }
    }
}
