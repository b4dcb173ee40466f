// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import SyncEngine
import SyncModel

/// Writes progress: a position moves over what is confirmed or set aside in this same transaction.
struct ProgressWriter {
    let context: WriteContext
    let association: AssociationNumber

    func write(_ progress: Progress) throws -> CommitReceipt {
        try move(progress)
        for row in progress.setAside { try setAside(row) }
        for row in progress.cleared { try clear(row) }
        for key in progress.arrivedKeys { try wakeSecrets(of: key) }
        return try receipt()
    }

    private func move(_ progress: Progress) throws {
        let cause = progress.replicaCause
        let statement = try context.db.cachedStatement(
            sql: """
                UPDATE association SET
                  backfillPosition = ?, livePosition = ?,
                  state = CASE WHEN ? AND state = 'bootstrapping' THEN 'active' ELSE state END,
                  failureCode = ?, failureDetail = ?, failureAttempts = ?, firstFailedAt = ?, lastFailedAt = ?,
                  lastContactAt = ?, lastSuccessAt = ?
                WHERE number = ?
                """
        )
        try statement.execute(arguments: [
            progress.positions.backfill.rawValue, progress.positions.live.rawValue, progress.becameActive,
            cause?.code.rawValue, cause?.detail, cause?.attempts ?? 0, cause?.firstFailedAt.milliseconds,
            cause?.lastFailedAt.milliseconds, progress.lastContactAt?.milliseconds,
            progress.lastSuccessAt?.milliseconds, association.rawValue,
        ])
    }

    /// Keeps since when the replica is behind, also when a later revision fails again.
    private func setAside(_ row: Progress.SetAside) throws {
        let db = context.db
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO setAside (association, rowId, sequence, revision, code, detail, attempts, firstFailedAt,
                  lastFailedAt, nextAttemptAt, behindSince)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (association, rowId) DO UPDATE SET
                  sequence = excluded.sequence, revision = excluded.revision, code = excluded.code,
                  detail = excluded.detail, attempts = excluded.attempts, firstFailedAt = excluded.firstFailedAt,
                  lastFailedAt = excluded.lastFailedAt, nextAttemptAt = excluded.nextAttemptAt
                """
        )
        let behindSince = try FeedClock.time(atOrBefore: row.sequence, db) ?? context.now
        let cause = row.cause
        try statement.execute(arguments: [
            association.rawValue, row.row.rawValue, row.sequence.rawValue, row.revision.rawValue, cause.code.rawValue,
            cause.detail, cause.attempts, cause.firstFailedAt.milliseconds, cause.lastFailedAt.milliseconds,
            cause.nextAttemptAt?.milliseconds, behindSince.milliseconds,
        ])
    }

    private func clear(_ row: Progress.Cleared) throws {
        let statement = try context.db.cachedStatement(
            sql: "DELETE FROM setAside WHERE association = ? AND rowId = ? AND revision <= ?"
        )
        try statement.execute(arguments: [association.rawValue, row.row.rawValue, row.revision.rawValue])
    }

    private func wakeSecrets(of key: ResourceID) throws {
        guard case .key(let id) = key else { return }
        let statement = try context.db.cachedStatement(
            sql: """
                UPDATE setAside SET nextAttemptAt = ? WHERE association = ? AND code = 'dependency_missing'
                  AND rowId IN (SELECT rowId FROM resource WHERE encryptionKeyId = ?)
                """
        )
        try statement.execute(arguments: [context.now.milliseconds, association.rawValue, id.description])
    }

    private func receipt() throws -> CommitReceipt {
        let statement = try context.db.cachedStatement(
            sql: """
                SELECT (SELECT min(nextAttemptAt) FROM setAside WHERE association = :n AND nextAttemptAt IS NOT NULL),
                  EXISTS (SELECT 1 FROM setAside WHERE association = :n)
                """
        )
        guard let row = try Row.fetchOne(statement, arguments: ["n": association.rawValue]) else {
            preconditionFailure("a SELECT without FROM has one row")
        }
        return CommitReceipt(
            nextDueAt: (row[0] as Int64?).map(Timestamp.init(milliseconds:)),
            hasSetAside: row[1]
        )
    }
}
