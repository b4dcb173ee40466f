// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
package import SyncModel

/// A row of the table `resource`: a live key or secret without versions and aliases, or a tombstone.
package struct ResourceRecord: Sendable, Equatable {
    /// What only one kind of resource has.
    package enum Details: Sendable, Equatable {
        /// What only a key has.
        case key(spec: KeySpec, isEnabled: Bool, primaryVersionID: VersionID)
        /// What only a secret has.
        case secret(encryptionKeyID: KeyID?)
    }

    /// Its place in the file; zero until it is inserted.
    package internal(set) var rowID: RowID
    /// Which resource.
    package let id: ResourceID
    /// The newest revision.
    package var revision: Revision
    /// The place in the feed; nil at a replica.
    package var sequence: SequenceNumber?
    /// Goes ahead of other rows on the way to replicas.
    package var isUrgent: Bool
    /// A tombstone: not usable, not listed, not counted.
    package var isDeleted: Bool
    /// The epoch in which a replica applied the revision.
    package var epoch: Epoch
    /// The digest that a replica computed of the revision.
    package var digest: Digest?
    /// About how many bytes it takes on the way to a replica.
    package var size: Int
    /// When the resource was created.
    package var createdAt: Timestamp
    /// When the row was changed here.
    package var changedAt: Timestamp
    /// For people.
    package var description: String
    /// For people and their tools.
    package var tags: [String: String]
    /// When a live resource is destroyed, or what a replica's tombstone still holds is erased.
    package var plannedDeletionAt: Timestamp?
    /// What only its kind has.
    package var details: Details

    /// The row of a key that has no row yet, or the next content of the row that it has.
    init(_ key: Key, over existing: ResourceRecord?, stamp: ResourceStamp) {
        self.init(existing, id: .key(key.id), revision: key.revision, createdAt: key.createdAt, stamp: stamp)
        description = key.description
        tags = key.tags
        plannedDeletionAt = key.plannedDeletionAt
        details = .key(spec: key.spec, isEnabled: key.isEnabled, primaryVersionID: key.primaryVersionID)
    }

    /// The row of a secret that has no row yet, or the next content of the row that it has.
    init(_ secret: Secret, over existing: ResourceRecord?, stamp: ResourceStamp) {
        self.init(
            existing,
            id: .secret(secret.name),
            revision: secret.revision,
            createdAt: secret.createdAt,
            stamp: stamp
        )
        description = secret.description
        tags = secret.tags
        plannedDeletionAt = secret.plannedDeletionAt
        details = .secret(encryptionKeyID: secret.encryptionKeyID)
    }

    /// The tombstone of a resource; `erasingAt` is when what it still holds is erased, nil where it holds nothing.
    init(
        tombstone id: ResourceID,
        _ revision: Revision,
        over existing: ResourceRecord?,
        erasingAt: Timestamp?,
        stamp: ResourceStamp
    ) {
        self.init(existing, id: id, revision: revision, createdAt: existing?.createdAt ?? stamp.changedAt, stamp: stamp)
        isDeleted = true
        plannedDeletionAt = erasingAt
        // What a tombstone's row says of its kind is never read, but the schema wants it said.
        switch id {
        case .key: details = .key(spec: .aes256, isEnabled: false, primaryVersionID: Key.versionID(number: 1))
        case .secret: details = .secret(encryptionKeyID: nil)
        }
    }

    /// About how many bytes the row takes on the way to a replica, versions not counted.
    var sizeWithoutVersions: Int {
        tags.reduce(Self.fixedSize + id.description.utf8.count + description.utf8.count) { size, tag in
            size + tag.key.utf8.count + tag.value.utf8.count
        }
    }

    private static let fixedSize = 64

    private init(
        _ existing: ResourceRecord?,
        id: ResourceID,
        revision: Revision,
        createdAt: Timestamp,
        stamp: ResourceStamp
    ) {
        rowID = existing?.rowID ?? RowID(0)
        self.id = id
        self.revision = revision
        sequence = stamp.sequence
        isUrgent = stamp.isUrgent
        isDeleted = false
        epoch = stamp.epoch
        digest = stamp.digest
        size = 0
        self.createdAt = createdAt
        changedAt = stamp.changedAt
        description = ""
        tags = [:]
        details = .secret(encryptionKeyID: nil)
    }
}

extension ResourceRecord {
    /// The state of a key: a deleted one counts as pending deletion, the state in which nothing is usable; nil: no key.
    var keyState: Key.State? {
        guard case .key(_, let isEnabled, _) = details else { return nil }
        if isDeleted || plannedDeletionAt != nil { return .pendingDeletion }
        return isEnabled ? .enabled : .disabled
    }
}
