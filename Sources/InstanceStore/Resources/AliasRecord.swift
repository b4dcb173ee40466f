// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import SyncModel

/// The table `alias`: names of keys, each naming one key of the instance.
enum AliasRecord {
    /// The aliases of a key, sorted.
    static func all(of rowID: RowID, _ db: Database) throws -> [Key.Alias] {
        let statement = try db.cachedStatement(sql: "SELECT name, sequence FROM alias WHERE rowId = ? ORDER BY name")
        return try Row.fetchAll(statement, arguments: [rowID.rawValue]).map { row in
            Key.Alias(name: row[0], sequence: SequenceNumber(row[1]))
        }
    }

    /// The row of the key that an alias names.
    static func owner(of name: String, _ db: Database) throws -> RowID? {
        let statement = try db.cachedStatement(sql: "SELECT rowId FROM alias WHERE name = ?")
        return try Int64.fetchOne(statement, arguments: [name]).map { RowID($0) }
    }

    /// Makes a key's aliases those that are given, but for names that another key was given later in the feed.
    static func replace(with aliases: [Key.Alias], of rowID: RowID, isNew: Bool, _ db: Database) throws {
        if !isNew { try deleteAll(of: rowID, db) }
        guard !aliases.isEmpty else { return }
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO alias (name, rowId, sequence) VALUES (?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET rowId = excluded.rowId, sequence = excluded.sequence
                WHERE excluded.sequence > alias.sequence
                """
        )
        for alias in aliases {
            try statement.execute(arguments: [alias.name, rowID.rawValue, alias.sequence.rawValue])
        }
    }

    static func deleteAll(of rowID: RowID, _ db: Database) throws {
        let statement = try db.cachedStatement(sql: "DELETE FROM alias WHERE rowId = ?")
        try statement.execute(arguments: [rowID.rawValue])
    }
}
