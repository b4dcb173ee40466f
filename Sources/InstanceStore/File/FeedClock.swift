// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import SyncModel

/// The sparse clock of the change feed: when which sequence was given.
///
/// Lag is told from it, and never too small: the entry at or before a sequence is not younger than the sequence.
enum FeedClock {
    /// At most one entry in this time.
    static let resolution: Duration = .seconds(1)
    /// Older than this, one entry a minute is kept.
    private static let thinnedToMinutes: Duration = .seconds(3600)
    /// Older than this, one entry an hour is kept.
    private static let thinnedToHours: Duration = .seconds(86_400)

    /// `last` is the time of the entry before: where an hour ended since, old entries are thinned.
    static func record(_ sequence: SequenceNumber, at now: Timestamp, after last: Timestamp, _ db: Database) throws {
        let statement = try db.cachedStatement(sql: "INSERT INTO clock (sequence, at) VALUES (?, ?)")
        try statement.execute(arguments: [sequence.rawValue, now.milliseconds])
        let hour = thinnedToMinutes.wholeMilliseconds
        if now.milliseconds / hour != last.milliseconds / hour { try thin(at: now, db) }
    }

    /// The time of the last entry at or before a sequence.
    static func time(atOrBefore sequence: SequenceNumber, _ db: Database) throws -> Timestamp? {
        let statement = try db.cachedStatement(
            sql: "SELECT at FROM clock WHERE sequence <= ? ORDER BY sequence DESC LIMIT 1"
        )
        return try Int64.fetchOne(statement, arguments: [sequence.rawValue]).map(Timestamp.init(milliseconds:))
    }

    private static func thin(at now: Timestamp, _ db: Database) throws {
        for (age, unit) in [(thinnedToMinutes, 60_000), (thinnedToHours, 3_600_000)] {
            try db.execute(
                sql: """
                    DELETE FROM clock WHERE sequence IN (
                      SELECT sequence FROM (
                        SELECT sequence, row_number() OVER (PARTITION BY at / ? ORDER BY sequence) AS place
                        FROM clock WHERE at < ?)
                      WHERE place > 1)
                    """,
                arguments: [unit, now.milliseconds - age.wholeMilliseconds]
            )
        }
    }
}
