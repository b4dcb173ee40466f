// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import SyncEngine
import SyncModel

/// Tells where resources are on their way to one replica, from the file's side.
struct StandingReader {
    let db: Database
    let association: AssociationNumber
    let type: SynchronizationType

    private var scope: String {
        switch type {
        case .allResources: "resource AS r"
        case .selectedResources:
            "resource AS r JOIN selection AS x ON x.association = :association AND x.rowId = r.rowId"
        }
    }

    private static let uncovered = """
        ((r.sequence > :backfill AND r.sequence <= :backfillEnd) OR r.sequence > :live)
        """

    private static func arguments(_ positions: Positions) -> [String: any DatabaseValueConvertible] {
        [
            "backfill": positions.backfill.rawValue,
            "backfillEnd": positions.backfillEnd.rawValue,
            "live": positions.live.rawValue,
        ]
    }

    func standings(_ query: StandingQuery) throws -> [ResourceStanding] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT r.rowId, r.resourceId, r.sequence, r.revision, r.isDeleted,
                  r.encryptionKeyId IS NOT NULL AND EXISTS (
                    SELECT 1 FROM resource AS k JOIN setAside AS t ON t.association = :association AND t.rowId = k.rowId
                    WHERE k.resourceId = 'key/' || r.encryptionKeyId AND t.code IS NOT NULL),
                  \(SetAsideColumns.list("s"))
                FROM \(scope) LEFT JOIN setAside AS s ON s.association = :association AND s.rowId = r.rowId
                WHERE r.resourceId > :after \(query.resourceID == nil ? "" : "AND r.resourceId = :only")
                  AND (r.isDeleted = 0 OR s.rowId IS NOT NULL OR \(Self.uncovered))
                  \(query.onlySetAside ? "AND s.rowId IS NOT NULL" : "")
                ORDER BY r.resourceId LIMIT :limit
                """
        )
        var arguments = Self.arguments(query.positions)
        arguments["association"] = association.rawValue
        arguments["after"] = query.after ?? ""
        arguments["limit"] = query.limit
        if let only = query.resourceID { arguments["only"] = only.description }
        return try Row.fetchAll(statement, arguments: StatementArguments(arguments)).map { row in
            ResourceStanding(
                row: RowID(row[0]),
                resourceID: try FeedReader.resourceID(row[1]),
                sequence: SequenceNumber(row[2]),
                revision: Revision(row[3]),
                isDeleted: row[4],
                setAside: SetAsideColumns.read(row, from: 6),
                hasFailedKey: row[5]
            )
        }
    }

    /// Counts so that a change after `view` was taken is counted as pending.
    func tally(_ view: ReplicaView) throws -> Tally {
        let total = try total()
        let outstanding = try countOutstanding(view)
        let (causes, selected) = try countSetAside(view)
        let failed = causes.values.reduce(0, +)
        let inProgress = min(view.inFlight.count, outstanding + selected + failed)
        let pending = max(0, outstanding + selected - inProgress)
        return Tally(
            pending: pending,
            inProgress: inProgress,
            inSync: max(0, total - pending - inProgress - failed),
            failed: failed,
            causes: causes
        )
    }

    func oldestOutstanding(_ positions: Positions) throws -> Timestamp? {
        var oldest = try Int64.fetchOne(
            db,
            sql: "SELECT min(behindSince) FROM setAside WHERE association = ?",
            arguments: [association.rawValue]
        ).map(Timestamp.init(milliseconds:))
        for (position, end) in [(positions.backfill, positions.backfillEnd), (positions.live, SequenceNumber(.max))] {
            guard try hasRow(after: position, through: end) else { continue }
            let time = try FeedClock.time(atOrBefore: position.next, db)
            if let time { oldest = min(oldest ?? time, time) }
        }
        return oldest
    }

    func behind(_ view: ReplicaView, limit: Int) throws -> (names: [ResourceID], count: Int) {
        var arguments = Self.arguments(view.positions)
        arguments["association"] = association.rawValue
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT r.rowId, r.revision, r.resourceId
                FROM \(scope) LEFT JOIN setAside AS s ON s.association = :association AND s.rowId = r.rowId
                WHERE s.rowId IS NOT NULL OR \(Self.uncovered) ORDER BY r.resourceId
                """,
            arguments: StatementArguments(arguments)
        )
        let behind = rows.filter { (view.ahead[RowID($0[0])] ?? .zero) < Revision($0[1]) }
        return (try behind.prefix(limit).map { try FeedReader.resourceID($0[2]) }, behind.count)
    }

    private func hasRow(after: SequenceNumber, through: SequenceNumber) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: "SELECT 1 FROM \(scope) WHERE r.sequence > :after AND r.sequence <= :through LIMIT 1"
        )
        var arguments: [String: any DatabaseValueConvertible] = [
            "after": after.rawValue, "through": through.rawValue,
        ]
        if type == .selectedResources { arguments["association"] = association.rawValue }
        return try Int.fetchOne(statement, arguments: StatementArguments(arguments)) != nil
    }

    private func total() throws -> Int {
        switch type {
        case .allResources:
            return try Int.fetchOne(db, sql: "SELECT keyCount + secretCount FROM instance") ?? 0
        case .selectedResources:
            let sql = "SELECT count(*) FROM \(scope) WHERE r.isDeleted = 0"
            return try Int.fetchOne(db, sql: sql, arguments: ["association": association.rawValue]) ?? 0
        }
    }

    /// Rows that the positions do not cover, without those known to be confirmed at this very revision.
    private func countOutstanding(_ view: ReplicaView) throws -> Int {
        var arguments = Self.arguments(view.positions)
        if type == .selectedResources { arguments["association"] = association.rawValue }
        let sql = "SELECT count(*) FROM \(scope) WHERE \(Self.uncovered)"
        let count = try Int.fetchOne(db, sql: sql, arguments: StatementArguments(arguments)) ?? 0
        guard count > 0, view.ahead.count <= Self.maximumLookups else { return count }
        let statement = try db.cachedStatement(sql: "SELECT sequence, revision FROM resource WHERE rowId = ?")
        var confirmed = 0
        for (rowID, revision) in view.ahead {
            guard let row = try Row.fetchOne(statement, arguments: [rowID.rawValue]) else { continue }
            if Revision(row[1]) <= revision && !view.positions.cover(SequenceNumber(row[0])) { confirmed += 1 }
        }
        return count - confirmed
    }

    private static let maximumLookups = 10_000

    /// What is set aside and not counted as outstanding: failures by cause, and what was selected or waits for a key.
    private func countSetAside(_ view: ReplicaView) throws -> (causes: [FailureCode: Int], waiting: Int) {
        var arguments = Self.arguments(view.positions)
        arguments["association"] = association.rawValue
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT s.code,
                  s.code = 'dependency_missing' AND NOT EXISTS (
                    SELECT 1 FROM resource AS k JOIN setAside AS t ON t.association = :association AND t.rowId = k.rowId
                    WHERE k.resourceId = 'key/' || r.encryptionKeyId AND t.code IS NOT NULL) AS waits,
                  count(*)
                FROM setAside AS s JOIN resource AS r ON r.rowId = s.rowId
                WHERE s.association = :association AND NOT \(Self.uncovered)
                GROUP BY s.code, waits
                """,
            arguments: StatementArguments(arguments)
        )
        var causes: [FailureCode: Int] = [:]
        var waiting = 0
        for row in rows {
            let count: Int = row[2]
            if let text = row[0] as String?, (row[1] as Bool?) != true {
                causes[FailureCode(rawValue: text) ?? .internalError, default: 0] += count
            } else {
                waiting += count
            }
        }
        return (causes, waiting)
    }
}
