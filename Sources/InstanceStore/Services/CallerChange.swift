// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import KeyManagement
import KeyVault
import SyncModel

/// A change that a caller asked for, while its transaction is open.
struct CallerChange {
    let instanceID: InstanceID
    let rootKey: SealingKey
    let context: WriteContext

    var db: Database { context.db }
    var now: Timestamp { context.now }
    var reader: ResourceReader { ResourceReader(db, rootKey: rootKey) }
    var writer: ResourceWriter { ResourceWriter(context, rootKey: rootKey) }

    /// The place in the feed that the change will have.
    var nextSequence: SequenceNumber { context.head.next }

    /// The live row of a key; throws `keyNotFound`.
    func liveKey(_ id: KeyID) throws -> ResourceRecord {
        guard let record = try ResourceRecord.find(.key(id), db), !record.isDeleted else {
            throw Refusal.keyNotFound(instanceID, key: id.description)
        }
        return record
    }

    /// The live row of a secret; throws `secretNotFound`.
    func liveSecret(_ name: SecretName) throws -> ResourceRecord {
        guard let record = try ResourceRecord.find(.secret(name), db), !record.isDeleted else {
            throw Refusal.secretNotFound(instanceID, name)
        }
        return record
    }

    /// The revision of a resource that is created now: above all that its name ever had.
    func firstRevision(over tombstone: ResourceRecord?) throws -> Revision {
        max(try context.revisionFloor(), tombstone?.revision ?? .zero).next
    }

    /// Takes the next place in the feed.
    ///
    /// A row that was urgent stays so until every association has passed its old place: what made it urgent may still
    /// have to be sent.
    func stamp(over existing: ResourceRecord?, isUrgent: Bool = false) throws -> ResourceStamp {
        var isUrgent = isUrgent
        if !isUrgent, let existing, existing.isUrgent, let sequence = existing.sequence {
            isUrgent = !(try context.isConfirmedEverywhere(sequence))
        }
        return ResourceStamp(
            sequence: try context.nextSequence(urgent: isUrgent),
            isUrgent: isUrgent,
            changedAt: now
        )
    }

    /// Deletes a live resource for good: a tombstone stays.
    func destroy(_ record: ResourceRecord) throws {
        try writer.replace(
            record,
            with: .tombstone(record.id, record.revision.next),
            stamp: try stamp(over: record, isUrgent: true)
        )
    }
}
