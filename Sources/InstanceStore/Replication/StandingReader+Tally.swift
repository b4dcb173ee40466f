// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import SyncEngine
import SyncModel

extension StandingReader {
    /// Rows that are looked at one by one at most: those on their way or confirmed ahead of the positions.
    private static let maximumLookups = 10_000

    /// What is set aside, counted.
    private struct SetAsideCounts {
        var causes: [FailureCode: Int] = [:]
        var waiting = 0
        var live = 0
        var uncovered = 0
        var uncoveredLive = 0
    }

    /// Counts what the list of standings would show, without reading it.
    ///
    /// By the positions first, then by the rows that are on their way or ahead of the positions. A change after `view`
    /// was taken is counted as pending.
    func tally(_ view: ReplicaView) throws -> Tally {
        if endedAt != nil { return Tally(pending: 0, inProgress: 0, inSync: try countKept(), failed: 0, causes: [:]) }
        let setAside = try countSetAside(view.positions)
        let outstanding = try countUncovered(view.positions, onlyDeleted: false) - setAside.uncovered
        let deleted =
            try countUncovered(view.positions, onlyDeleted: true) - (setAside.uncovered - setAside.uncoveredLive)
        var tally = Tally(
            pending: outstanding + setAside.waiting,
            inProgress: 0,
            inSync: try countLive() - (outstanding - deleted) - setAside.live,
            failed: setAside.causes.values.reduce(0, +),
            causes: setAside.causes
        )
        try settle(&tally, view)
        return tally
    }

    /// Moves the rows that the view knows better from where the positions alone put them.
    private func settle(_ tally: inout Tally, _ view: ReplicaView) throws {
        var known = view
        known.isDetached = false
        known.isContactFresh = true
        var unknown = known
        unknown.inFlight = []
        unknown.ahead = [:]
        var rows = view.inFlight
        // Beyond the limit they are told as pending for a moment longer.
        if view.ahead.count <= Self.maximumLookups { rows.formUnion(view.ahead.keys) }
        for row in rows {
            guard let standing = try standing(of: row, view.positions) else { continue }
            tally.count(StatusRule.derive(standing, unknown), of: standing, -1)
            tally.count(StatusRule.derive(standing, known), of: standing, 1)
        }
    }

    private func countLive() throws -> Int {
        switch type {
        case .allResources:
            return try Int.fetchOne(db, sql: "SELECT keyCount + secretCount FROM instance") ?? 0
        case .selectedResources:
            let sql = "SELECT count(*) FROM \(scope) WHERE r.isDeleted = 0"
            return try Int.fetchOne(db, sql: sql, arguments: ["association": association.rawValue]) ?? 0
        }
    }

    /// Rows that the positions do not cover; the index on the sequence is enough to count them.
    private func countUncovered(_ positions: Positions, onlyDeleted: Bool) throws -> Int {
        let statement = try db.cachedStatement(
            sql: """
                SELECT count(*) FROM \(scope)
                WHERE r.sequence > :after AND r.sequence <= :through \(onlyDeleted ? "AND r.isDeleted = 1" : "")
                """
        )
        return try positions.uncovered.reduce(0) { sum, range in
            var arguments: [String: any DatabaseValueConvertible] = [
                "after": range.after.rawValue, "through": range.through.rawValue,
            ]
            if type == .selectedResources { arguments["association"] = association.rawValue }
            return sum + (try Int.fetchOne(statement, arguments: StatementArguments(arguments)) ?? 0)
        }
    }

    private func countSetAside(_ positions: Positions) throws -> SetAsideCounts {
        var arguments = Self.arguments(positions)
        arguments["association"] = association.rawValue
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT CASE WHEN s.revision < r.revision OR s.code = 'dependency_missing' AND NOT \(Self.hasFailedKey)
                    THEN NULL ELSE s.code END AS cause,
                  r.isDeleted AS deleted, \(Self.uncovered) AS isUncovered, count(*)
                FROM setAside AS s CROSS JOIN resource AS r ON r.rowId = s.rowId
                WHERE s.association = :association
                GROUP BY cause, deleted, isUncovered
                """,
            arguments: StatementArguments(arguments)
        )
        var counts = SetAsideCounts()
        for row in rows {
            let count: Int = row[3]
            if let text = row[0] as String? {
                counts.causes[FailureCode(rawValue: text) ?? .internalError, default: 0] += count
            } else {
                counts.waiting += count
            }
            if !(row[1] as Bool) { counts.live += count }
            if row[2] { counts.uncovered += count }
            if row[2], !(row[1] as Bool) { counts.uncoveredLive += count }
        }
        return counts
    }
}

extension Positions {
    /// The parts of the feed that are not confirmed.
    var uncovered: [(after: SequenceNumber, through: SequenceNumber)] {
        [(backfill, backfillEnd), (live, SequenceNumber(.max))]
    }
}

extension Tally {
    /// Counts a row in or out; a tombstone that is confirmed is no resource any more.
    fileprivate mutating func count(_ derived: DerivedStatus, of standing: ResourceStanding, _ difference: Int) {
        switch derived.status {
        case .pending: pending += difference
        case .inProgress: inProgress += difference
        case .inSync, .unknown, .detached:
            if !standing.isDeleted { inSync += difference }
        case .failed:
            failed += difference
            guard let code = derived.cause?.code else { return }
            causes[code, default: 0] += difference
            if causes[code] == 0 { causes[code] = nil }
        }
    }
}
