// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import SyncEngine
import SyncModel

/// Reads all that is known of one resource and one association, by keys only: however many resources there are.
struct AccountReader {
    let db: Database
    let association: AssociationNumber
    let type: SynchronizationType

    func account(of resource: ResourceID) throws -> ResourceAccount? {
        guard let standing = try standing(of: resource) else { return nil }
        let statement = try db.cachedStatement(
            sql: """
                SELECT r.createdAt, r.changedAt, r.encryptionKeyId, a.createdAt, p.disassociatedAt,
                  EXISTS (SELECT 1 FROM selection AS x WHERE x.association = a.number AND x.rowId = r.rowId)
                FROM resource AS r CROSS JOIN association AS a LEFT JOIN pair AS p ON p.counterpartId = a.replicaId
                WHERE r.rowId = ? AND a.number = ?
                """
        )
        guard let row = try Row.fetchOne(statement, arguments: [standing.row.rawValue, association.rawValue]) else {
            return nil
        }
        let key = (row[2] as String?).map { ResourceID.key(KeyID(stored: $0)) }
        return ResourceAccount(
            standing: standing,
            createdAt: Timestamp(milliseconds: row[0]),
            changedAt: Timestamp(milliseconds: row[1]),
            isCovered: type == .allResources || row[5],
            key: try key.map { ResourceAccount.ProtectingKey(resourceID: $0, standing: try self.standing(of: $0)) },
            associatedAt: Timestamp(milliseconds: row[3]),
            endedAt: (row[4] as Int64?).map(Timestamp.init(milliseconds:))
        )
    }

    private func standing(of resource: ResourceID) throws -> ResourceStanding? {
        try StandingReader(db: db, association: association, type: type).standing(of: resource)
    }
}
