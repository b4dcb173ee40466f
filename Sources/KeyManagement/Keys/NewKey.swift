// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// A key that is asked for: every part is allowed.
package struct NewKey: Sendable, Hashable {
    /// The spec where none is given.
    package static let standardSpec = KeySpec.aes256

    /// Its id; nil: one is made up.
    package let id: KeyID?
    /// What it is made of.
    package let spec: KeySpec
    /// Its names, sorted, each once.
    package let aliases: [String]
    /// For people.
    package let description: String
    /// For people and their tools.
    package let tags: [String: String]

    /// Checks every part.
    package init(
        id: KeyID? = nil,
        spec: KeySpec = standardSpec,
        aliases: [String] = [],
        description: String = "",
        tags: [String: String] = [:]
    ) throws(InvalidInput) {
        self.id = id
        self.spec = spec
        self.aliases = try AliasRule.check(all: aliases)
        self.description = try AnnotationRule.check(description: description)
        self.tags = try AnnotationRule.check(tags: tags)
    }

    /// The key at its first moment: enabled, with one version.
    ///
    /// `revision` is above every revision that a key of this id ever had; `sequence` is the change that creates it.
    package func key(id: KeyID, revision: Revision, sequence: SequenceNumber, now: Timestamp) -> Key {
        let version = Key.versionID(number: 1)
        return Key(
            id: id,
            spec: spec,
            isEnabled: true,
            plannedDeletionAt: nil,
            primaryVersionID: version,
            versions: [Key.Version(id: version, createdAt: now)],
            aliases: aliases.map { Key.Alias(name: $0, sequence: sequence) },
            description: description,
            tags: tags,
            revision: revision,
            createdAt: now
        )
    }
}
