// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import SyncEngine
import SyncModel

/// Reads the change feed in the scope of one association.
struct FeedReader {
    /// Most rows of the feed that are looked at for one page of a selection: what is out of scope costs time, too.
    private static let maximumScan = 8192

    let db: Database
    let association: AssociationNumber
    let type: SynchronizationType

    func page(_ request: FeedRequest) throws -> FeedPage {
        let through = try reach(request)
        let rows = try rows(
            condition: "r.sequence > :after AND r.sequence <= :through"
                + (request.lane == .urgent ? " AND r.isUrgent = 1" : ""),
            order: "r.sequence",
            arguments: ["after": request.after.rawValue, "through": through.rawValue],
            limit: request.limit
        )
        let isWhole = rows.count < request.limit
        return FeedPage(
            lane: request.lane,
            rows: rows,
            readThrough: isWhole ? through : rows.last?.sequence ?? through
        )
    }

    func due(now: Timestamp, limit: Int) throws -> DuePage {
        let rows = try rows(
            condition: "s.nextAttemptAt <= :now",
            order: "s.nextAttemptAt, s.rowId",
            arguments: ["now": now.milliseconds],
            limit: limit
        )
        let next = try db.cachedStatement(
            sql: "SELECT min(nextAttemptAt) FROM setAside WHERE association = ? AND nextAttemptAt > ?"
        )
        let nextDueAt = try Int64.fetchOne(next, arguments: [association.rawValue, now.milliseconds])
        return DuePage(rows: rows, nextDueAt: nextDueAt.map(Timestamp.init(milliseconds:)))
    }

    /// How far a page may look, so that a selection of few among many does not hold a snapshot for long.
    private func reach(_ request: FeedRequest) throws -> SequenceNumber {
        guard type == .selectedResources, request.lane != .urgent else { return request.through }
        let statement = try db.cachedStatement(
            sql: "SELECT sequence FROM resource WHERE sequence > ? ORDER BY sequence LIMIT 1 OFFSET ?"
        )
        let bound = try Int64.fetchOne(statement, arguments: [request.after.rawValue, Self.maximumScan])
        return bound.map { min(SequenceNumber($0), request.through) } ?? request.through
    }

    private func rows(
        condition: String,
        order: String,
        arguments: [String: any DatabaseValueConvertible],
        limit: Int
    ) throws -> [FeedRow] {
        let isDue = order.hasPrefix("s.")
        let scope =
            type == .selectedResources && !isDue
            ? "CROSS JOIN selection AS x ON x.association = :association AND x.rowId = r.rowId" : ""
        let source =
            isDue
            ? "setAside AS s JOIN resource AS r ON r.rowId = s.rowId"
            : "resource AS r \(scope) LEFT JOIN setAside AS s ON s.association = :association AND s.rowId = r.rowId"
        let statement = try DirectStatement(
            """
            SELECT r.rowId, r.resourceId, r.sequence, r.revision, r.size,
              k.rowId, k.resourceId, k.sequence, k.revision, k.size,
              \(SetAsideColumns.list("s")), \(SetAsideColumns.list("t"))
            FROM \(source)
            LEFT JOIN resource AS k
              ON r.encryptionKeyId IS NOT NULL AND r.isDeleted = 0 AND k.resourceId = 'key/' || r.encryptionKeyId
            LEFT JOIN setAside AS t ON t.association = :association AND t.rowId = k.rowId
            WHERE \(condition) \(isDue ? "AND s.association = :association" : "")
            ORDER BY \(order) LIMIT :limit
            """,
            db
        )
        var all = arguments
        all["association"] = association.rawValue
        all["limit"] = limit
        return try statement.all(StatementArguments(all), reading: Self.feedRow)
    }

    private static func feedRow(_ row: DirectStatement.Columns) throws -> FeedRow {
        var key: FeedRow.ProtectingKey?
        if let keyRow = row.optionalInt64(5) {
            key = FeedRow.ProtectingKey(
                row: RowID(keyRow),
                resourceID: try resourceID(row.text(6)),
                sequence: SequenceNumber(row.int64(7)),
                revision: Revision(row.int64(8)),
                size: row.int(9),
                setAside: SetAsideColumns.read(row, from: 17)
            )
        }
        return FeedRow(
            row: RowID(row.int64(0)),
            resourceID: try resourceID(row.text(1)),
            sequence: SequenceNumber(row.int64(2)),
            revision: Revision(row.int64(3)),
            size: row.int(4),
            key: key,
            setAside: SetAsideColumns.read(row, from: 10)
        )
    }

    /// A name in the file that breaks the rules is the file's damage.
    static func resourceID(_ text: String) throws -> ResourceID {
        do {
            return try ResourceID(text)
        } catch {
            throw StoreError.damaged(reason: "the table resource holds an invalid name")
        }
    }
}
