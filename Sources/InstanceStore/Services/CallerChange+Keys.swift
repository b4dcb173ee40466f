// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import KeyManagement
import SyncModel

extension CallerChange {
    /// Applies a change to a key and gives the key as it is then.
    func apply(
        _ change: KeyChange,
        to record: ResourceRecord,
        material: (KeySpec) throws -> Material? = { _ in nil }
    ) throws -> Key {
        let key = try reader.key(record)
        switch try key.applying(change, sequence: nextSequence, now: now) {
        case .unchanged:
            return key
        case .changed(let change):
            try writer.store(
                change,
                over: record,
                material: change.addedVersion == nil ? nil : try material(key.spec),
                stamp: try stamp(over: record, isUrgent: change.isUrgent)
            )
            return change.resource
        }
    }

    /// Refuses aliases that name another key.
    func admit(aliases: [String], of rowID: RowID?) throws {
        for alias in aliases {
            guard let owner = try AliasRecord.owner(of: alias, db), owner != rowID else { continue }
            guard case .key(let id) = try ResourceRecord.find(owner, db)?.id else {
                throw StoreError.damaged(reason: "an alias names no key")
            }
            throw Refusal.aliasInUse(alias: alias, by: id)
        }
    }

    /// How many secrets name the key, those that are pending deletion included: they can be restored.
    func countSecrets(naming id: KeyID) throws -> Int {
        let statement = try db.cachedStatement(
            sql: "SELECT count(*) FROM resource WHERE encryptionKeyId = ? AND isDeleted = 0"
        )
        return try Int.fetchOne(statement, arguments: [id.description]) ?? 0
    }
}
