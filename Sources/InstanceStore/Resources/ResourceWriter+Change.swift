// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import KeyManagement
package import SyncModel

extension ResourceWriter {
    /// Writes what a change made of a live key; `material` is that of the version it added, if it did.
    package func store(
        _ change: ResourceChange<Key>,
        over existing: ResourceRecord,
        material: Material?,
        stamp: ResourceStamp
    ) throws {
        var record = ResourceRecord(change.resource, over: existing, stamp: stamp)
        let added = change.resource.versions.last { $0.id == change.addedVersion }
            .map { Secret.Version(id: $0.id, stages: [], createdAt: $0.createdAt) }
        try add(added, material, to: record, under: try seal.cover(nil))
        try measureAndUpdate(&record)
        try AliasRecord.replace(with: change.resource.aliases, of: record.rowID, isNew: false, db)
    }

    /// Writes what a change made of a live secret; `value` is that of the version it added, if it did.
    package func store(
        _ change: ResourceChange<Secret>,
        over existing: ResourceRecord,
        value: Material?,
        stamp: ResourceStamp
    ) throws {
        var record = ResourceRecord(change.resource, over: existing, stamp: stamp)
        let before = Dictionary(
            try VersionRecord.ofSecret(record.rowID, db).map { ($0.id, $0.stages) },
            uniquingKeysWith: { first, _ in first }
        )
        let added = change.resource.versions.last { $0.id == change.addedVersion }
        if added != nil {
            let cover = try seal.cover(change.resource.encryptionKeyID)
            try add(added, value, to: record, under: cover)
        }
        for version in change.resource.versions where before[version.id].map({ $0 != version.stages }) ?? false {
            try VersionRecord.setStages(version.stages, on: version.id, of: record.rowID, db)
        }
        for version in change.removedVersions { try VersionRecord.delete(version, of: record.rowID, db) }
        try measureAndUpdate(&record)
    }

    private func add(
        _ version: Secret.Version?,
        _ material: Material?,
        to record: ResourceRecord,
        under cover: RestSeal.Cover
    ) throws {
        guard let version else { return }
        guard let material else { preconditionFailure("a new version of \(record.id) has no material") }
        let ordinal = try VersionRecord.extent(of: record.rowID, db).highestOrdinal + 1
        try self.record(of: version, material, ordinal: ordinal, of: record.id, under: cover)
            .insert(at: record.rowID, db)
    }

    private func measureAndUpdate(_ record: inout ResourceRecord) throws {
        record.size = record.sizeWithoutVersions + (try VersionRecord.extent(of: record.rowID, db).sealedSize)
        try record.update(db)
    }
}
