// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// What a replicator is told.
package enum Event: Sendable {
    /// The runner is ready to perform effects.
    case started
    /// The primary's feed has a new head.
    case headMoved(SequenceNumber, urgently: Bool)
    /// A page that was asked for.
    case feedRead(FeedPage)
    /// A page could not be read.
    case feedReadFailed(FeedLane)
    /// The due rows that were asked for.
    case dueRead(DuePage)
    /// The due rows could not be read.
    case dueReadFailed
    /// A hello was answered, or was not.
    case greeted(session: Int, HelloOutcome)
    /// A heartbeat was answered, or was not.
    case heartbeatAnswered(session: Int, failure: LinkFailure?)
    /// A push was answered, or was not.
    case pushAnswered(job: Int, PushOutcome)
    /// Progress is durable.
    case committed(CommitReceipt)
    /// Progress could not be made durable; nothing of it was kept.
    case commitFailed
    /// The time asked for by the newest `setAlarm` has come.
    case alarm
    /// An operator holds or releases the replica.
    case paused(until: Timestamp?)
    /// An operator, or the end of a pause, releases the replica.
    case resumed
    /// Set-aside rows were changed from outside: some may be due now.
    case setAsideChanged
    /// An operator wants a backing-off, held or downed replica probed now.
    case probeRequested
    /// The association ends: nothing new is sent.
    case stopped
}

/// How a hello ended.
package enum HelloOutcome: Sendable {
    /// The replica agrees; by its own record it has confirmed up to these positions, and the
    /// primary's head was there.
    case welcomed(recorded: Positions?, head: SequenceNumber? = nil)
    /// It did not answer, or refused.
    case failed(LinkFailure)
}

/// Why a request to a replica had no useful answer.
package struct LinkFailure: Error, Sendable, Hashable {
    /// A cause of scope replica.
    package var code: FailureCode
    /// What makes this case special; never a value.
    package var detail: String?
    /// How long the replica asks to be left alone.
    package var retryAfter: Duration?

    /// Puts the parts together.
    package init(_ code: FailureCode, detail: String? = nil, retryAfter: Duration? = nil) {
        self.code = code
        self.detail = detail
        self.retryAfter = retryAfter
    }
}

/// How a push ended.
package enum PushOutcome: Sendable {
    /// The replica answered for each item that was sent.
    case answered([ItemAnswer])
    /// The replica does not know the connection (any more): no failure, no attempt.
    case helloAgain
    /// No useful answer.
    case failed(LinkFailure)
}

/// What became of one item of a push.
package struct ItemAnswer: Sendable {
    /// What the replica said of it.
    package enum Result: Sendable, Hashable {
        /// It now holds this, under this epoch.
        case held(epoch: Epoch, revision: Revision, digest: Digest?)
        /// It could not take it, or the primary could not read it.
        case failed(FailureCode, detail: String?)
    }

    /// Which row.
    package var row: RowID
    /// The place of what was sent: the row may have moved since it was read.
    package var sequence: SequenceNumber
    /// The revision that was sent.
    package var revision: Revision
    /// The digest of what was sent; nil where it could not be read.
    package var digest: Digest?
    /// What the replica said.
    package var result: Result

    /// Puts the parts together.
    package init(row: RowID, sequence: SequenceNumber, revision: Revision, digest: Digest?, result: Result) {
        self.row = row
        self.sequence = sequence
        self.revision = revision
        self.digest = digest
        self.result = result
    }
}
