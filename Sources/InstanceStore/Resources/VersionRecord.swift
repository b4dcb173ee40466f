// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import SyncModel

/// A row of the table `version`: one material of a key or one value of a secret, sealed.
struct VersionRecord {
    /// Its place among the versions of the resource, from 1; never given twice by a primary.
    var ordinal: Int
    var id: VersionID
    var createdAt: Timestamp
    /// Stages of a secret's version, sorted.
    var stages: [String]
    /// The version of the secret's key that seals it; nil: the instance's root key does.
    var sealedUnder: VersionID?
    var sealed: [UInt8]

    /// All versions of a resource, oldest first.
    static func all(of rowID: RowID, _ db: Database) throws -> [VersionRecord] {
        let statement = try DirectStatement(
            """
            SELECT ordinal, versionId, createdAt, stages, sealedUnder, sealed FROM version
            WHERE rowId = ? ORDER BY ordinal
            """,
            db
        )
        return try statement.all({ $0.append(rowID.rawValue) }, reading: VersionRecord.init(row:))
    }

    /// One version of a resource.
    static func find(_ id: VersionID, of rowID: RowID, _ db: Database) throws -> VersionRecord? {
        let statement = try DirectStatement(
            """
            SELECT ordinal, versionId, createdAt, stages, sealedUnder, sealed FROM version
            WHERE rowId = ? AND versionId = ?
            """,
            db
        )
        let bind = { (arguments: inout DirectStatement.Arguments) in
            arguments.append(rowID.rawValue)
            arguments.append(id.description)
        }
        return try statement.first(bind, reading: VersionRecord.init(row:))
    }

    /// The versions of a key without their material, oldest first.
    static func ofKey(_ rowID: RowID, _ db: Database) throws -> [Key.Version] {
        let sql = "SELECT versionId, createdAt FROM version WHERE rowId = ? ORDER BY ordinal"
        return try DirectStatement(sql, db).all {
            $0.append(rowID.rawValue)
        } reading: { row in
            Key.Version(id: VersionID(stored: row.text(0)), createdAt: row.timestamp(1))
        }
    }

    /// The versions of a secret without their values, oldest first.
    static func ofSecret(_ rowID: RowID, _ db: Database) throws -> [Secret.Version] {
        let sql = "SELECT versionId, createdAt, stages FROM version WHERE rowId = ? ORDER BY ordinal"
        return try DirectStatement(sql, db).all {
            $0.append(rowID.rawValue)
        } reading: { row in
            Secret.Version(
                id: VersionID(stored: row.text(0)),
                stages: stages(of: row.text(2)),
                createdAt: row.timestamp(1)
            )
        }
    }

    /// The highest ordinal of a resource, and how many sealed bytes its versions have; zeros where it has none.
    static func extent(of rowID: RowID, _ db: Database) throws -> (highestOrdinal: Int, sealedSize: Int) {
        let sql = "SELECT ifnull(max(ordinal), 0), ifnull(sum(length(sealed)), 0) FROM version WHERE rowId = ?"
        return try DirectStatement(sql, db).first {
            $0.append(rowID.rawValue)
        } reading: {
            ($0.int(0), $0.int(1))
        } ?? (0, 0)
    }

    static func deleteAll(of rowID: RowID, _ db: Database) throws {
        let statement = try db.cachedStatement(sql: "DELETE FROM version WHERE rowId = ?")
        try statement.execute(arguments: [rowID.rawValue])
    }

    static func delete(_ id: VersionID, of rowID: RowID, _ db: Database) throws {
        let statement = try db.cachedStatement(sql: "DELETE FROM version WHERE rowId = ? AND versionId = ?")
        try statement.execute(arguments: [rowID.rawValue, id.description])
    }

    static func setStages(_ stages: [String], on id: VersionID, of rowID: RowID, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "UPDATE version SET stages = ? WHERE rowId = ? AND versionId = ?"
        )
        try statement.execute(arguments: [stages.joined(separator: ","), rowID.rawValue, id.description])
    }

    func insert(at rowID: RowID, _ db: Database) throws {
        let statement = try DirectStatement(
            """
            INSERT INTO version (rowId, ordinal, versionId, createdAt, stages, sealedUnder, sealed)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            db
        )
        try statement.run { arguments in
            arguments.append(rowID.rawValue)
            arguments.append(ordinal)
            arguments.append(id.description)
            arguments.append(createdAt.milliseconds)
            arguments.append(stages.joined(separator: ","))
            arguments.append(sealedUnder?.description)
            arguments.append(sealed)
        }
    }

    // A stage has no comma: the rule of its characters excludes it.
    private static func stages(of text: String) -> [String] {
        text.utf8.contains(UInt8(ascii: ",")) ? text.split(separator: ",").map(String.init) : text.isEmpty ? [] : [text]
    }
}

extension VersionRecord {
    fileprivate init(row: DirectStatement.Columns) {
        self.init(
            ordinal: row.int(0),
            id: VersionID(stored: row.text(1)),
            createdAt: row.timestamp(2),
            stages: Self.stages(of: row.text(3)),
            sealedUnder: row.optionalText(4).map(VersionID.init(stored:)),
            sealed: row.bytes(5)
        )
    }
}
