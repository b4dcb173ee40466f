// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import KeyVault
import SyncModel

/// Seals and opens what versions hold at rest (design, section 7).
///
/// Keys are sealed under the instance's root key, and so are secrets, unless they name a key: then under that key's
/// primary version. Every seal is bound to its resource and version, so that it opens in no other place.
struct RestSeal {
    let db: Database
    let rootKey: SealingKey

    /// What new versions of a resource are sealed under.
    struct Cover {
        let key: SealingKey
        let version: VersionID?
    }

    /// The cover of a resource that names this key, whatever the key's state; throws `encryptionKeyMissing`.
    func cover(_ encryptionKeyID: KeyID?) throws -> Cover {
        guard let encryptionKeyID else { return Cover(key: rootKey, version: nil) }
        guard let record = try ResourceRecord.find(.key(encryptionKeyID), db), !record.isDeleted,
            case .key(_, _, let version) = record.details
        else { throw ResourceFault.encryptionKeyMissing(encryptionKeyID) }
        return Cover(key: try sealingKey(of: record, version), version: version)
    }

    func seal(_ material: Material, as version: VersionID, of id: ResourceID, under cover: Cover) throws -> [UInt8] {
        try cover.key.seal(material, context: context(version, of: id))
    }

    /// Opens a version; throws `damaged` where it does not open.
    func open(_ version: VersionRecord, of record: ResourceRecord) throws -> Material {
        let key = try version.sealedUnder.map { try encryptionKey(of: record, $0) } ?? rootKey
        do {
            return try key.open(version.sealed, context: context(version.id, of: record.id))
        } catch {
            throw ResourceFault.damaged(record.id, reason: "version \(version.id) does not open")
        }
    }

    private func encryptionKey(of secret: ResourceRecord, _ version: VersionID) throws -> SealingKey {
        guard case .secret(let keyID?) = secret.details else {
            throw ResourceFault.damaged(secret.id, reason: "it is sealed under a key that it does not name")
        }
        guard let record = try ResourceRecord.find(.key(keyID), db) else {
            throw ResourceFault.encryptionKeyMissing(keyID)
        }
        return try sealingKey(of: record, version)
    }

    private func sealingKey(of key: ResourceRecord, _ version: VersionID) throws -> SealingKey {
        guard let record = try VersionRecord.find(version, of: key.rowID, db) else {
            throw ResourceFault.damaged(key.id, reason: "version \(version) is not there")
        }
        return try SealingKey(try open(record, of: key))
    }

    private func context(_ version: VersionID, of id: ResourceID) -> [UInt8] {
        SealContext(resource: id.description, version: version.description).bytes
    }
}
