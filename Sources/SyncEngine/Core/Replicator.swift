// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// The replication core of one association: told events, it answers with effects, and decides everything in between.
///
/// Pure: no clock, no randomness but its seed, no I/O, no waiting. The same events at the same moments give the same
/// effects, so that a simulator can run it. See design, section 4.
package struct Replicator: Sendable {
    /// What the primary's file knows of the association at start.
    package struct Start: Sendable {
        /// The fencing number.
        package var epoch: Epoch
        /// How far the replica has confirmed, durably.
        package var positions: Positions
        /// The newest place in the feed.
        package var head: SequenceNumber
        /// Whether it was in sync once.
        package var isActive: Bool
        /// Whether it is paused, and until when.
        package var pause: Pause?
        /// The replica's own failure.
        package var replicaCause: FailureCause?
        /// When the replica was last heard of.
        package var lastContactAt: Timestamp?
        /// When the replica last confirmed something.
        package var lastSuccessAt: Timestamp?

        /// Puts the parts together.
        package init(
            epoch: Epoch,
            positions: Positions,
            head: SequenceNumber,
            isActive: Bool,
            pause: Pause?,
            replicaCause: FailureCause?,
            lastContactAt: Timestamp?,
            lastSuccessAt: Timestamp?
        ) {
            self.epoch = epoch
            self.positions = positions
            self.head = head
            self.isActive = isActive
            self.pause = pause
            self.replicaCause = replicaCause
            self.lastContactAt = lastContactAt
            self.lastSuccessAt = lastSuccessAt
        }
    }

    /// An operator holds everything.
    package struct Pause: Sendable, Hashable {
        /// When it ends by itself; nil: by `resumed` only.
        package var until: Timestamp?

        /// Until a time, or until released.
        package init(until: Timestamp?) { self.until = until }
    }

    let policy: ReplicationPolicy
    let epoch: Epoch
    var generator: SeededGenerator
    var now = Moment(uptime: .zero, wall: Timestamp(milliseconds: 0))
    var effects: [Effect] = []
    var isStopped = false
    var pause: Pause?

    var connection = Connection()
    var feed: FeedState
    var sending = SendingState()
    var progress: ProgressState
    var alarm: Duration?

    /// Starts from what is durable; `seed` decides all jitter.
    package init(policy: ReplicationPolicy, start: Start, seed: UInt64) {
        self.policy = policy
        epoch = start.epoch
        generator = SeededGenerator(seed: seed)
        pause = start.pause
        connection = Connection(policy: policy, cause: start.replicaCause, lastContactAt: start.lastContactAt)
        feed = FeedState(positions: start.positions, head: start.head)
        progress = ProgressState(
            durable: start.positions,
            isActive: start.isActive,
            lastSuccessAt: start.lastSuccessAt
        )
    }

    /// Takes in what happened and answers what to do, in order.
    package mutating func handle(_ event: Event, at moment: Moment) -> [Effect] {
        now = moment
        switch event {
        case .started: feed.isDueUnread = true
        case .headMoved(let head, let urgently): headMoved(head, urgently: urgently)
        case .feedRead(let page): feedRead(page)
        case .feedReadFailed(let lane): feed.readFailed(lane, retryAt: now.uptime + policy.retryBase)
        case .dueRead(let page): dueRead(page)
        case .dueReadFailed: feed.dueReadFailed(retryAt: now.uptime + policy.retryBase)
        case .greeted(let session, let outcome): greeted(session: session, outcome)
        case .heartbeatAnswered(let session, let failure): heartbeatAnswered(session: session, failure)
        case .pushAnswered(let job, let outcome): pushAnswered(job, outcome)
        case .committed(let receipt): committed(receipt)
        case .commitFailed: commitFailed()
        case .alarm: alarm = nil
        case .paused(let until): pause = Pause(until: until)
        case .resumed: pause = nil
        case .setAsideChanged: feed.isDueUnread = true
        case .probeRequested: probeRequested()
        case .stopped: isStopped = true
        }
        settle()
        defer { effects.removeAll(keepingCapacity: true) }
        return effects
    }

    /// Does all that can be done now, and asks to be woken for what cannot.
    private mutating func settle() {
        if !isStopped {
            endPauseIfDue()
            connect()
            if connection.isConnected && pause == nil {
                readOn()
                send()
            }
            beatHeart()
            noteCaughtUp()
        }
        commit()
        setAlarm()
    }

    private mutating func headMoved(_ head: SequenceNumber, urgently: Bool) {
        feed.head = max(feed.head, head)
        if urgently { feed.isUrgentUnread = true }
    }

    private mutating func endPauseIfDue() {
        guard let until = pause?.until, until <= now.wall else { return }
        pause = nil
        effects.append(.endPause)
    }

    private mutating func setAlarm() {
        var next: Duration?
        func consider(_ time: Duration?) {
            guard let time else { return }
            next = min(next ?? time, time)
        }
        if !isStopped {
            consider(connection.nextActionAt(policy: policy, isWaitingForAnswers: !sending.jobs.isEmpty))
            if let until = pause?.until { consider(now.uptime(of: until, atMost: policy.retryCap)) }
            if connection.isConnected && pause == nil {
                consider(feed.nextReadAt)
                if sending.limiter.notBefore > now.uptime { consider(sending.limiter.notBefore) }
            }
        }
        consider(progress.commitAt)
        guard next != alarm else { return }
        alarm = next
        effects.append(.setAlarm(next))
    }
}
