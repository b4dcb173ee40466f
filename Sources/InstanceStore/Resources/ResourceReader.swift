// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import GRDB
package import KeyVault
package import SyncModel

/// Reads keys and secrets of a file, in a read or in a write that is under way.
package struct ResourceReader {
    private let db: Database
    private let seal: RestSeal

    /// Reads through this connection, and opens under the instance's root key.
    package init(_ db: Database, rootKey: SealingKey) {
        self.db = db
        seal = RestSeal(db: db, rootKey: rootKey)
    }

    /// A resource with everything it holds, opened whatever the state of a key is; or its tombstone.
    ///
    /// Throws `ResourceFault` where the file's content is damaged.
    package func content(of record: ResourceRecord) throws -> ResourceContent {
        guard !record.isDeleted else { return .tombstone(record.id, record.revision) }
        let versions = try VersionRecord.all(of: record.rowID, db)
        let materials = try versions.map { try seal.open($0, of: record) }
        switch record.id {
        case .key:
            let known = versions.map { Key.Version(id: $0.id, createdAt: $0.createdAt) }
            return .key(try key(record, versions: known), materials: materials)
        case .secret:
            let known = versions.map { Secret.Version(id: $0.id, stages: $0.stages, createdAt: $0.createdAt) }
            return .secret(try secret(record, versions: known), values: materials)
        }
    }

    /// A live key without its material; throws `ResourceFault` where the row is of no live key.
    package func key(_ record: ResourceRecord) throws -> Key {
        try key(record, versions: try VersionRecord.ofKey(record.rowID, db))
    }

    /// A live secret without its values; throws `ResourceFault` where the row is of no live secret.
    package func secret(_ record: ResourceRecord) throws -> Secret {
        try secret(record, versions: try VersionRecord.ofSecret(record.rowID, db))
    }

    /// What one version of a resource holds, opened; nil where there is no such version.
    package func material(_ version: VersionID, of record: ResourceRecord) throws -> Material? {
        try VersionRecord.find(version, of: record.rowID, db).map { try seal.open($0, of: record) }
    }

    private func key(_ record: ResourceRecord, versions: [Key.Version]) throws -> Key {
        guard !record.isDeleted, case .key(let id) = record.id,
            case .key(let spec, let isEnabled, let primaryVersionID) = record.details
        else { throw ResourceFault.damaged(record.id, reason: "it is not a live key") }
        guard versions.contains(where: { $0.id == primaryVersionID }) else {
            throw ResourceFault.damaged(record.id, reason: "its primary version is not there")
        }
        return Key(
            id: id,
            spec: spec,
            isEnabled: isEnabled,
            plannedDeletionAt: record.plannedDeletionAt,
            primaryVersionID: primaryVersionID,
            versions: versions,
            aliases: try AliasRecord.all(of: record.rowID, db),
            description: record.description,
            tags: record.tags,
            revision: record.revision,
            createdAt: record.createdAt
        )
    }

    private func secret(_ record: ResourceRecord, versions: [Secret.Version]) throws -> Secret {
        guard !record.isDeleted, case .secret(let name) = record.id,
            case .secret(let encryptionKeyID) = record.details
        else { throw ResourceFault.damaged(record.id, reason: "it is not a live secret") }
        guard versions.contains(where: { $0.stages.contains(Secret.currentStage) }) else {
            throw ResourceFault.damaged(record.id, reason: "no version is at \(Secret.currentStage)")
        }
        return Secret(
            name: name,
            encryptionKeyID: encryptionKeyID,
            plannedDeletionAt: record.plannedDeletionAt,
            versions: versions,
            description: record.description,
            tags: record.tags,
            revision: record.revision,
            createdAt: record.createdAt
        )
    }
}
