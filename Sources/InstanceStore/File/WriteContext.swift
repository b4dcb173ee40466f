// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import GRDB
package import SyncModel

/// What a change sees of the file while it is applied; never kept beyond the closure that it was given to.
package final class WriteContext {
    /// The writer connection, inside a transaction.
    package let db: Database
    /// The time of the change, wall clock.
    package let now: Timestamp
    /// Live resources by kind, as the change under way makes them.
    let counters: ResourceCounters
    private(set) var head: SequenceNumber
    private(set) var movedUrgently = false
    private var lastClockEntry: Timestamp

    init(db: Database, now: Timestamp, head: SequenceNumber, lastClockEntry: Timestamp) {
        self.db = db
        self.now = now
        counters = ResourceCounters(db)
        self.head = head
        self.lastClockEntry = lastClockEntry
    }

    /// Gives the next place at the head of the change feed.
    ///
    /// `urgent` rows go ahead of everything (design, section 4).
    package func nextSequence(urgent: Bool = false) throws -> SequenceNumber {
        head = head.next
        if urgent { movedUrgently = true }
        // A wall clock that was set back starts anew: the old entries lie ahead of it, and lag would be told too small.
        if now.since(lastClockEntry) >= FeedClock.resolution || now < lastClockEntry {
            try FeedClock.record(head, at: now, after: lastClockEntry, db)
            lastClockEntry = now
        }
        return head
    }

    /// New resources start above this, so that a revision is never reused, also not after a collected tombstone.
    package func revisionFloor() throws -> Revision {
        let statement = try DirectStatement("SELECT revisionFloor FROM instance", db)
        return Revision(
            try statement.first { _ in
            } reading: {
                $0.int64(0)
            } ?? 0
        )
    }

    /// Whether every association's live position has passed this place: an urgent flag of it has done its work.
    package func isConfirmedEverywhere(_ sequence: SequenceNumber) throws -> Bool {
        let behind = try db.cachedStatement(
            sql: "SELECT 1 FROM association WHERE state <> 'disassociated' AND livePosition < ? LIMIT 1"
        )
        return try Int.fetchOne(behind, arguments: [sequence.rawValue]) == nil
    }

    func resetAfterRollback(head: SequenceNumber, movedUrgently: Bool, lastClockEntry: Timestamp) {
        self.head = head
        self.movedUrgently = movedUrgently
        self.lastClockEntry = lastClockEntry
        counters.forget()
    }

    var clockEntry: Timestamp { lastClockEntry }
}
