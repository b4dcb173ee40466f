// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
package import KeyVault
package import SyncModel

/// Writes keys and secrets of a file, inside a transaction: rows, versions, aliases and counters together.
package struct ResourceWriter {
    let db: Database
    let seal: RestSeal
    private let counters: ResourceCounters

    /// Writes in this change, and seals under the instance's root key.
    package init(_ context: WriteContext, rootKey: SealingKey) {
        db = context.db
        seal = RestSeal(db: db, rootKey: rootKey)
        counters = context.counters
    }

    /// Makes the file hold exactly this, in place of whatever it held of the resource.
    ///
    /// `existing` is the resource's row, if it has one. A tombstone keeps what the file held until `erasingAt`, where
    /// given and where there is something; else nothing remains. Throws `encryptionKeyMissing` for a secret whose key is
    /// not there, and `damaged` where versions and material do not pair up; either before anything is written.
    @discardableResult
    package func replace(
        _ existing: ResourceRecord?,
        with content: ResourceContent,
        stamp: ResourceStamp,
        erasingAt: Timestamp? = nil
    ) throws -> ResourceRecord {
        switch content {
        case .key(let key, let materials):
            var record = ResourceRecord(key, over: existing, stamp: stamp)
            let versions = key.versions.map { Secret.Version(id: $0.id, stages: [], createdAt: $0.createdAt) }
            let sealed = try sealAll(versions, materials, of: record.id, under: try seal.cover(nil))
            try save(&record, over: existing, versions: sealed)
            try AliasRecord.replace(with: key.aliases, of: record.rowID, isNew: existing == nil, db)
            return record
        case .secret(let secret, let values):
            var record = ResourceRecord(secret, over: existing, stamp: stamp)
            let cover = try seal.cover(secret.encryptionKeyID)
            let sealed = try sealAll(secret.versions, values, of: record.id, under: cover)
            try save(&record, over: existing, versions: sealed)
            return record
        case .tombstone(let id, let revision):
            return try bury(id, existing, at: revision, stamp: stamp, erasingAt: erasingAt)
        }
    }

    /// Erases what a tombstone still holds.
    func erase(_ tombstone: ResourceRecord) throws {
        precondition(tombstone.isDeleted, "only a tombstone is erased")
        var record = tombstone
        record.plannedDeletionAt = nil
        try record.update(db)
        try VersionRecord.deleteAll(of: record.rowID, db)
    }

    private func bury(
        _ id: ResourceID,
        _ existing: ResourceRecord?,
        at revision: Revision,
        stamp: ResourceStamp,
        erasingAt: Timestamp?
    ) throws -> ResourceRecord {
        var record = ResourceRecord(
            tombstone: id,
            revision,
            over: existing,
            erasingAt: existing.flatMap { $0.isDeleted ? $0.plannedDeletionAt : erasingAt },
            stamp: stamp
        )
        record.size = record.sizeWithoutVersions
        try record.save(db)
        if existing != nil {
            if record.plannedDeletionAt == nil { try VersionRecord.deleteAll(of: record.rowID, db) }
            try AliasRecord.deleteAll(of: record.rowID, db)
        }
        if let existing, !existing.isDeleted { counters.add(-1, id.kind) }
        return record
    }

    private func sealAll(
        _ versions: [Secret.Version],
        _ materials: [Material],
        of id: ResourceID,
        under cover: RestSeal.Cover
    ) throws -> [VersionRecord] {
        guard versions.count == materials.count else {
            throw ResourceFault.damaged(id, reason: "\(versions.count) versions with \(materials.count) materials")
        }
        var sealed: [VersionRecord] = []
        sealed.reserveCapacity(versions.count)
        for (version, material) in zip(versions, materials) {
            sealed.append(try record(of: version, material, ordinal: sealed.count + 1, of: id, under: cover))
        }
        return sealed
    }

    func record(
        of version: Secret.Version,
        _ material: Material,
        ordinal: Int,
        of id: ResourceID,
        under cover: RestSeal.Cover
    ) throws -> VersionRecord {
        VersionRecord(
            ordinal: ordinal,
            id: version.id,
            createdAt: version.createdAt,
            stages: version.stages,
            sealedUnder: cover.version,
            sealed: try seal.seal(material, as: version.id, of: id, under: cover)
        )
    }

    private func save(
        _ record: inout ResourceRecord,
        over existing: ResourceRecord?,
        versions: [VersionRecord]
    ) throws {
        record.size = versions.reduce(record.sizeWithoutVersions) { $0 + $1.sealed.count }
        try record.save(db)
        if existing != nil { try VersionRecord.deleteAll(of: record.rowID, db) }
        for version in versions { try version.insert(at: record.rowID, db) }
        if existing?.isDeleted ?? true { counters.add(1, record.id.kind) }
    }
}
