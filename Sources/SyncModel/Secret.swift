// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What is known of a secret apart from its values.
package struct Secret: Sendable, Hashable {
    /// What a caller may do with a secret.
    package enum State: String, Sendable, CaseIterable {
        /// Usable.
        case active
        /// Not usable, and destroyed at the planned time unless it is restored.
        case pendingDeletion = "pending_deletion"
    }

    /// One value of the secret.
    package struct Version: Sendable, Hashable {
        /// Its id, unique in the secret.
        package var id: VersionID
        /// Labels that point at it, sorted; each label points at one version of the secret.
        package var stages: [String]
        /// When it was put.
        package var createdAt: Timestamp

        /// Puts the parts together.
        package init(id: VersionID, stages: [String], createdAt: Timestamp) {
            self.id = id
            self.stages = stages
            self.createdAt = createdAt
        }
    }

    /// The stage of the value that callers get unless they ask for another.
    package static let currentStage = "ACSCurrent"
    /// The stage of the value that was current before.
    package static let previousStage = "ACSPrevious"

    /// Its name, unique in the instance.
    package var name: SecretName
    /// The key under which values are sealed; nil: the instance's root key.
    package var encryptionKeyID: KeyID?
    /// When it will be destroyed; nil while no deletion is planned.
    package var plannedDeletionAt: Timestamp?
    /// All versions, oldest first; never empty; one of them has the stage ACSCurrent.
    package var versions: [Version]
    /// For people.
    package var description: String
    /// For people and their tools.
    package var tags: [String: String]
    /// Counts accepted changes.
    package var revision: Revision
    /// When it was created.
    package var createdAt: Timestamp

    /// What a caller may do with it now.
    package var state: State { plannedDeletionAt == nil ? .active : .pendingDeletion }

    /// The version that the stage points at.
    package func version(atStage stage: String) -> Version? {
        versions.first { $0.stages.contains(stage) }
    }

    /// Puts the parts together.
    package init(
        name: SecretName,
        encryptionKeyID: KeyID?,
        plannedDeletionAt: Timestamp?,
        versions: [Version],
        description: String,
        tags: [String: String],
        revision: Revision,
        createdAt: Timestamp
    ) {
        self.name = name
        self.encryptionKeyID = encryptionKeyID
        self.plannedDeletionAt = plannedDeletionAt
        self.versions = versions
        self.description = description
        self.tags = tags
        self.revision = revision
        self.createdAt = createdAt
    }
}
