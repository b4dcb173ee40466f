// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What is known of a key apart from its material.
package struct Key: Sendable, Hashable {
    /// What a caller may do with a key.
    package enum State: String, Sendable, CaseIterable {
        /// Usable.
        case enabled
        /// Not usable until enabled.
        case disabled
        /// Not usable, and destroyed at the planned time unless that is cancelled.
        case pendingDeletion = "pending_deletion"
    }

    /// One material of the key.
    package struct Version: Sendable, Hashable {
        /// Its id, unique in the key.
        package var id: VersionID
        /// When it was made.
        package var createdAt: Timestamp

        /// Puts the parts together.
        package init(id: VersionID, createdAt: Timestamp) {
            self.id = id
            self.createdAt = createdAt
        }
    }

    /// A name for the key, `alias/NAME`, and where in the feed it was given: the newest claim wins at a replica.
    package struct Alias: Sendable, Hashable {
        /// The whole name, with `alias/`.
        package var name: String
        /// The change that gave it.
        package var sequence: SequenceNumber

        /// Puts the parts together.
        package init(name: String, sequence: SequenceNumber) {
            self.name = name
            self.sequence = sequence
        }
    }

    /// Its id, unique in the instance.
    package var id: KeyID
    /// What it is made of.
    package var spec: KeySpec
    /// Whether it is usable while no deletion is planned.
    package var isEnabled: Bool
    /// When it will be destroyed; nil while no deletion is planned.
    package var plannedDeletionAt: Timestamp?
    /// The version that encrypts or signs; one of `versions`.
    package var primaryVersionID: VersionID
    /// All versions, oldest first; never empty.
    package var versions: [Version]
    /// Names, sorted.
    package var aliases: [Alias]
    /// For people.
    package var description: String
    /// For people and their tools.
    package var tags: [String: String]
    /// Counts accepted changes.
    package var revision: Revision
    /// When it was created.
    package var createdAt: Timestamp

    /// What a caller may do with it now.
    package var state: State {
        if plannedDeletionAt != nil { return .pendingDeletion }
        return isEnabled ? .enabled : .disabled
    }

    /// Puts the parts together.
    package init(
        id: KeyID,
        spec: KeySpec,
        isEnabled: Bool,
        plannedDeletionAt: Timestamp?,
        primaryVersionID: VersionID,
        versions: [Version],
        aliases: [Alias],
        description: String,
        tags: [String: String],
        revision: Revision,
        createdAt: Timestamp
    ) {
        self.id = id
        self.spec = spec
        self.isEnabled = isEnabled
        self.plannedDeletionAt = plannedDeletionAt
        self.primaryVersionID = primaryVersionID
        self.versions = versions
        self.aliases = aliases
        self.description = description
        self.tags = tags
        self.revision = revision
        self.createdAt = createdAt
    }
}
