// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import FoundationEssentials
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
        let statement = try db.cachedStatement(
            sql: """
                SELECT ordinal, versionId, createdAt, stages, sealedUnder, sealed FROM version
                WHERE rowId = ? ORDER BY ordinal
                """
        )
        return try Row.fetchAll(statement, arguments: [rowID.rawValue]).map(VersionRecord.init(row:))
    }

    /// One version of a resource.
    static func find(_ id: VersionID, of rowID: RowID, _ db: Database) throws -> VersionRecord? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT ordinal, versionId, createdAt, stages, sealedUnder, sealed FROM version
                WHERE rowId = ? AND versionId = ?
                """
        )
        return try Row.fetchOne(statement, arguments: [rowID.rawValue, id.description])
            .map(VersionRecord.init(row:))
    }

    /// The versions of a key without their material, oldest first.
    static func ofKey(_ rowID: RowID, _ db: Database) throws -> [Key.Version] {
        let statement = try db.cachedStatement(
            sql: "SELECT versionId, createdAt FROM version WHERE rowId = ? ORDER BY ordinal"
        )
        return try Row.fetchAll(statement, arguments: [rowID.rawValue]).map { row in
            Key.Version(id: VersionID(stored: row[0]), createdAt: Timestamp(milliseconds: row[1]))
        }
    }

    /// The versions of a secret without their values, oldest first.
    static func ofSecret(_ rowID: RowID, _ db: Database) throws -> [Secret.Version] {
        let statement = try db.cachedStatement(
            sql: "SELECT versionId, createdAt, stages FROM version WHERE rowId = ? ORDER BY ordinal"
        )
        return try Row.fetchAll(statement, arguments: [rowID.rawValue]).map { row in
            Secret.Version(
                id: VersionID(stored: row[0]),
                stages: stages(of: row[2]),
                createdAt: Timestamp(milliseconds: row[1])
            )
        }
    }

    /// The highest ordinal of a resource, and how many sealed bytes its versions have; zeros where it has none.
    static func extent(of rowID: RowID, _ db: Database) throws -> (highestOrdinal: Int, sealedSize: Int) {
        let statement = try db.cachedStatement(
            sql: "SELECT ifnull(max(ordinal), 0), ifnull(sum(length(sealed)), 0) FROM version WHERE rowId = ?"
        )
        guard let row = try Row.fetchOne(statement, arguments: [rowID.rawValue]) else { return (0, 0) }
        return (row[0], row[1])
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
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO version (rowId, ordinal, versionId, createdAt, stages, sealedUnder, sealed)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        )
        try statement.execute(
            arguments: [
                rowID.rawValue, ordinal, id.description, createdAt.milliseconds, stages.joined(separator: ","),
                sealedUnder?.description, Data(sealed),
            ]
        )
    }

    // A stage has no comma: the rule of its characters excludes it.
    private static func stages(of text: String) -> [String] { text.split(separator: ",").map(String.init) }
}

extension VersionRecord {
    fileprivate init(row: Row) {
        self.init(
            ordinal: row[0],
            id: VersionID(stored: row[1]),
            createdAt: Timestamp(milliseconds: row[2]),
            stages: Self.stages(of: row[3]),
            sealedUnder: (row[4] as String?).map(VersionID.init(stored:)),
            sealed: Array(row[5] as Data)
        )
    }
}
