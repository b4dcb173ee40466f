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
    /// When the association ended; nil: it lasts.
    ///
    /// What came later never was at the replica.
    var endedAt: Timestamp?

    var scope: String {
        switch type {
        case .allResources: "resource AS r"
        case .selectedResources:
            "resource AS r JOIN selection AS x ON x.association = :association AND x.rowId = r.rowId"
        }
    }

    static let uncovered = """
        ((r.sequence > :backfill AND r.sequence <= :backfillEnd) OR r.sequence > :live)
        """

    static func arguments(_ positions: Positions) -> [String: any DatabaseValueConvertible] {
        [
            "backfill": positions.backfill.rawValue,
            "backfillEnd": positions.backfillEnd.rawValue,
            "live": positions.live.rawValue,
        ]
    }

    /// A tombstone is listed until it is confirmed; an ex-replica keeps what it had when the association ended.
    private var listed: String {
        endedAt == nil
            ? "(r.isDeleted = 0 OR s.rowId IS NOT NULL OR \(Self.uncovered))"
            : "(r.createdAt <= :endedAt AND (r.isDeleted = 0 OR r.changedAt > :endedAt))"
    }

    /// How many an ex-replica has.
    func countKept() throws -> Int {
        var arguments: [String: any DatabaseValueConvertible] = ["endedAt": endedAt?.milliseconds ?? 0]
        if type == .selectedResources { arguments["association"] = association.rawValue }
        let sql = "SELECT count(*) FROM \(scope) WHERE \(listed)"
        return try Int.fetchOne(db, sql: sql, arguments: StatementArguments(arguments)) ?? 0
    }

    func standings(_ query: StandingQuery) throws -> [ResourceStanding] {
        var arguments = Self.arguments(query.positions)
        arguments["after"] = query.after ?? ""
        arguments["limit"] = query.limit
        if let only = query.resourceID { arguments["only"] = only.description }
        // Failures are few: they are found from their own side, as what is set aside is in scope.
        let source =
            query.onlySetAside
            ? "setAside AS s CROSS JOIN resource AS r ON r.rowId = s.rowId"
            : "\(scope) LEFT JOIN setAside AS s ON s.association = :association AND s.rowId = r.rowId"
        return try standings(
            from: source,
            where: """
                r.resourceId > :after \(query.resourceID == nil ? "" : "AND r.resourceId = :only")
                  AND \(listed)
                  \(query.onlySetAside ? "AND s.association = :association" : "")
                ORDER BY r.resourceId LIMIT :limit
                """,
            arguments
        )
    }

    /// One row, if it is in scope and listed.
    func standing(of row: RowID, _ positions: Positions) throws -> ResourceStanding? {
        var arguments = Self.arguments(positions)
        arguments["row"] = row.rawValue
        return try standings(
            from: "\(scope) LEFT JOIN setAside AS s ON s.association = :association AND s.rowId = r.rowId",
            where: "r.rowId = :row AND \(listed)",
            arguments
        )
        .first
    }

    /// One resource, in scope and listed or not; nil: there is none of this name.
    func standing(of resource: ResourceID) throws -> ResourceStanding? {
        try standings(
            from: "resource AS r LEFT JOIN setAside AS s ON s.association = :association AND s.rowId = r.rowId",
            where: "r.resourceId = :only AND r.sequence IS NOT NULL",
            ["only": resource.description]
        )
        .first
    }

    private func standings(
        from source: String,
        where condition: String,
        _ arguments: [String: any DatabaseValueConvertible]
    ) throws -> [ResourceStanding] {
        let statement = try DirectStatement(
            """
            SELECT r.rowId, r.resourceId, r.sequence, r.revision, r.isDeleted, \(Self.hasFailedKey),
              \(SetAsideColumns.list("s"))
            FROM \(source) WHERE \(condition)
            """,
            db
        )
        var arguments = arguments
        arguments["association"] = association.rawValue
        if let endedAt { arguments["endedAt"] = endedAt.milliseconds }
        return try statement.all(StatementArguments(arguments)) { row in
            ResourceStanding(
                row: RowID(row.int64(0)),
                resourceID: try FeedReader.resourceID(row.text(1)),
                sequence: SequenceNumber(row.int64(2)),
                revision: Revision(row.int64(3)),
                isDeleted: row.bool(4),
                setAside: SetAsideColumns.read(row, from: 6),
                hasFailedKey: row.bool(5)
            )
        }
    }

    /// Whether the key of the secret `r` is itself set aside with a cause.
    static let hasFailedKey = """
        (r.encryptionKeyId IS NOT NULL AND EXISTS (
          SELECT 1 FROM resource AS k CROSS JOIN setAside AS t ON t.association = :association AND t.rowId = k.rowId
          WHERE k.resourceId = 'key/' || r.encryptionKeyId AND t.code IS NOT NULL))
        """

    func oldestOutstanding(_ positions: Positions) throws -> Timestamp? {
        var oldest = try Int64.fetchOne(
            db,
            sql: "SELECT min(behindSince) FROM setAside WHERE association = ?",
            arguments: [association.rawValue]
        ).map(Timestamp.init(milliseconds:))
        for (position, end) in positions.uncovered {
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
}
