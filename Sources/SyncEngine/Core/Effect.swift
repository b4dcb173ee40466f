// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// What a replicator wants done; results come back as events.
package enum Effect: Sendable {
    /// Read a page of the feed.
    case readFeed(FeedRequest)
    /// Read set-aside rows that are due.
    case readDue(now: Timestamp, limit: Int)
    /// Say hello; a new session replaces the one before.
    case greet(session: Int, Positions, head: SequenceNumber)
    /// Ask whether the replica is still there, and tell it the position.
    case heartbeat(session: Int, Positions, head: SequenceNumber)
    /// Send these.
    case push(PushJob)
    /// Make progress durable.
    case commit(Progress)
    /// Send `alarm` at this time; replaces the one before; nil: none.
    case setAlarm(Duration?)
    /// These were confirmed.
    case synchronized([PushItem])
    /// Tell people.
    case announce(Announcement)
    /// The pause is over.
    case endPause
}

/// A batch to be sent: which resources, never their material.
package struct PushJob: Sendable {
    /// Tells jobs of an association apart.
    package var number: Int
    /// The session it belongs to.
    package var session: Int
    /// What to send, keys before the secrets that they protect.
    package var items: [PushItem]
    /// About how many bytes.
    package var size: Int
    /// Whether it goes ahead of other jobs.
    package var isUrgent: Bool
    /// How far the replica has confirmed, for its own record.
    package var positions: Positions
    /// The primary's head, for its record.
    package var head: SequenceNumber
}

/// One resource of a batch.
package struct PushItem: Sendable, Hashable {
    /// Where it stands in the file.
    package var row: RowID
    /// Its name.
    package var resourceID: ResourceID
    /// Where it stood in the feed when it was read.
    package var sequence: SequenceNumber
    /// Its revision when it was read; what is sent is the newest.
    package var revision: Revision
    /// Where it was set aside, if so.
    package var setAside: SetAsideRecord?
}

/// Progress to be made durable in one transaction.
package struct Progress: Sendable {
    /// A row that failed.
    package struct SetAside: Sendable {
        /// Which row.
        package var row: RowID
        /// Its place when it failed.
        package var sequence: SequenceNumber
        /// Its revision when it failed.
        package var revision: Revision
        /// Why.
        package var cause: FailureCause
    }

    /// A row that is confirmed and was set aside before.
    package struct Cleared: Sendable {
        /// Which row.
        package var row: RowID
        /// The confirmed revision.
        package var revision: Revision
    }

    /// How far the feed is confirmed or set aside.
    package var positions: Positions
    /// What failed.
    package var setAside: [SetAside]
    /// What is set aside no longer.
    package var cleared: [Cleared]
    /// Keys that arrived: secrets that waited for them are due.
    package var arrivedKeys: [ResourceID]
    /// The first time in sync.
    package var becameActive: Bool
    /// The replica's own failure; nil: none.
    package var replicaCause: FailureCause?
    /// When the replica was last heard of.
    package var lastContactAt: Timestamp?
    /// When the replica last confirmed something.
    package var lastSuccessAt: Timestamp?
}

/// What a commit of progress answers.
package struct CommitReceipt: Sendable {
    /// When the next set-aside row is due; nil: none waits for a time.
    package var nextDueAt: Timestamp?
    /// Whether any row is set aside.
    package var hasSetAside: Bool

    /// Puts the parts together.
    package init(nextDueAt: Timestamp?, hasSetAside: Bool) {
        self.nextDueAt = nextDueAt
        self.hasSetAside = hasSetAside
    }
}

/// A transition that people are told of.
package enum Announcement: Sendable {
    /// The replica answers (again).
    case connected
    /// Attempts are suspended.
    case backingOff(FailureCause)
    /// Nothing is sent until an operator acts.
    case down(FailureCause)
    /// A resource failed in a way that a person should know of.
    case resourceFailed(ResourceID, Revision, FailureCause)
    /// Everything is confirmed.
    case inSync
}
