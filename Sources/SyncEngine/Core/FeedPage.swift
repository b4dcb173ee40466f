// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// Which part of the feed is read.
package enum FeedLane: Sendable, Hashable, CaseIterable {
    /// From the head at association on.
    case live
    /// From the beginning to the head at association.
    case backfill
    /// What goes ahead of everything.
    case urgent
}

/// Asks for rows of the feed in scope, in order of sequence.
package struct FeedRequest: Sendable, Hashable {
    /// Which part.
    package var lane: FeedLane
    /// Rows after this.
    package var after: SequenceNumber
    /// Rows up to this.
    package var through: SequenceNumber
    /// Most rows.
    package var limit: Int

    /// Puts the parts together.
    package init(lane: FeedLane, after: SequenceNumber, through: SequenceNumber, limit: Int) {
        self.lane = lane
        self.after = after
        self.through = through
        self.limit = limit
    }
}

/// Rows of the feed from one consistent snapshot.
package struct FeedPage: Sendable {
    /// Which part.
    package var lane: FeedLane
    /// Rows in scope, ascending by sequence.
    package var rows: [FeedRow]
    /// Everything in scope up to this is in `rows` or was before it.
    package var readThrough: SequenceNumber

    /// Puts the parts together.
    package init(lane: FeedLane, rows: [FeedRow], readThrough: SequenceNumber) {
        self.lane = lane
        self.rows = rows
        self.readThrough = readThrough
    }
}

/// Set-aside rows whose next attempt has come.
package struct DuePage: Sendable {
    /// Rows that are due, oldest first.
    package var rows: [FeedRow]
    /// When the next one after these is due; nil: none.
    package var nextDueAt: Timestamp?

    /// Puts the parts together.
    package init(rows: [FeedRow], nextDueAt: Timestamp?) {
        self.rows = rows
        self.nextDueAt = nextDueAt
    }
}
