// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import SyncEngine
import SyncModel

/// Grows what an association covers; there is no way to take out.
struct SelectionWriter {
    let context: WriteContext
    let association: AssociationNumber

    private struct Chosen {
        var row: RowID
        var id: ResourceID
        var keyID: KeyID?
    }

    /// Adds resources and the keys that they need to the selection, all or none; answers what was not in it before.
    ///
    /// Throws `UnknownResources` naming every resource that does not exist.
    func insert(_ resources: [ResourceID]) throws -> (added: [RowID], growth: SelectionGrowth) {
        let chosen = try find(resources)
        let keys = try find(Array(Set(chosen.compactMap { $0.keyID }.map(ResourceID.key))))
        var rows: [RowID] = []
        var added: [ResourceID] = []
        var dependencies: [ResourceID] = []
        for item in chosen where try insert(item.row) {
            rows.append(item.row)
            added.append(item.id)
        }
        for key in keys where try insert(key.row) {
            rows.append(key.row)
            dependencies.append(key.id)
        }
        let growth = SelectionGrowth(
            added: Self.listed(added),
            addedCount: added.count,
            dependencies: Self.listed(dependencies)
        )
        return (rows, growth)
    }

    /// Adds a key to every selection that a secret is in.
    static func bring(_ key: KeyID, alongWith secret: RowID, _ context: WriteContext) throws {
        let selections = try Int64.fetchAll(
            context.db,
            sql: "SELECT association FROM selection WHERE rowId = ?",
            arguments: [secret.rawValue]
        )
        for association in selections {
            let writer = SelectionWriter(context: context, association: AssociationNumber(association))
            _ = try writer.grow(.resources([.key(key)]))
        }
    }

    /// Adds and sets aside what is added, wherever the positions stand.
    func grow(_ selection: ResourceSelection) throws -> SelectionGrowth {
        switch selection {
        case .resources(let resources):
            let (rows, growth) = try insert(resources)
            for row in rows { try setAside("rowId = ?", [row.rawValue]) }
            return growth
        case .all:
            return try coverAll()
        }
    }

    private func coverAll() throws -> SelectionGrowth {
        let db = context.db
        guard try AssociationTable.type(association, db) == .selectedResources else {
            return SelectionGrowth(added: [], addedCount: 0, dependencies: [])
        }
        let outside = "isDeleted = 0 AND rowId NOT IN (SELECT rowId FROM selection WHERE association = ?)"
        let count =
            try Int.fetchOne(
                db,
                sql: "SELECT count(*) FROM resource WHERE \(outside)",
                arguments: [association.rawValue]
            ) ?? 0
        let names = try String.fetchAll(
            db,
            sql: "SELECT resourceId FROM resource WHERE \(outside) ORDER BY resourceId LIMIT ?",
            arguments: [association.rawValue, SelectionGrowth.maximumListed]
        )
        try setAside(outside, [association.rawValue])
        try db.execute(
            sql: "UPDATE association SET synchronizationType = 'all_resources' WHERE number = ?",
            arguments: [association.rawValue]
        )
        return SelectionGrowth(added: try names.map(FeedReader.resourceID), addedCount: count, dependencies: [])
    }

    private func setAside(_ condition: String, _ arguments: StatementArguments) throws {
        let now = context.now.milliseconds
        try context.db.execute(
            sql: """
                INSERT INTO setAside (association, rowId, sequence, revision, nextAttemptAt, behindSince)
                SELECT ?, rowId, sequence, revision, ?, ? FROM resource WHERE \(condition)
                ON CONFLICT (association, rowId) DO NOTHING
                """,
            arguments: [association.rawValue, now, now] + arguments
        )
    }

    private func find(_ resources: [ResourceID]) throws -> [Chosen] {
        let statement = try context.db.cachedStatement(
            sql: "SELECT rowId, encryptionKeyId FROM resource WHERE resourceId = ? AND isDeleted = 0"
        )
        var unknown: [ResourceID] = []
        var found: [Chosen] = []
        for id in resources {
            if let row = try Row.fetchOne(statement, arguments: [id.description]) {
                let keyID = (row[1] as String?).map(KeyID.init(stored:))
                found.append(Chosen(row: RowID(row[0]), id: id, keyID: keyID))
            } else {
                unknown.append(id)
            }
        }
        guard unknown.isEmpty else { throw UnknownResources(names: unknown) }
        return found
    }

    private func insert(_ row: RowID) throws -> Bool {
        let statement = try context.db.cachedStatement(
            sql: "INSERT INTO selection (association, rowId) VALUES (?, ?) ON CONFLICT DO NOTHING"
        )
        try statement.execute(arguments: [association.rawValue, row.rawValue])
        return context.db.changesCount > 0
    }

    private static func listed(_ names: [ResourceID]) -> [ResourceID] {
        Array(names.sorted { $0.description < $1.description }.prefix(SelectionGrowth.maximumListed))
    }
}
