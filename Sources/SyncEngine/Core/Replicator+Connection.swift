// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

extension Replicator {
    /// Says hello when it is time to.
    mutating func connect() {
        switch connection.state {
        case .greeting, .connected, .down:
            return
        case .resting(let until), .holding(let until):
            guard until <= now.uptime else { return }
        case .disconnected:
            break
        }
        connection.session += 1
        connection.state = .greeting
        effects.append(.greet(session: connection.session, feed.positions, head: feed.head))
    }

    mutating func greeted(session: Int, _ outcome: HelloOutcome) {
        guard session == connection.session, connection.state == .greeting else { return }
        switch outcome {
        case .failed(let failure):
            connection.state = .disconnected
            replicaFailed(failure)
        case .welcomed(let recorded, let recordedHead):
            connection.heard(at: now)
            let known = max(recorded?.live ?? .zero, recordedHead ?? .zero)
            if known > feed.head {
                replicaFailed(
                    LinkFailure(.sourceRegressed, detail: "the replica has \(known), the primary \(feed.head)")
                )
                return
            }
            goBack(to: recorded)
            connection.trustedFrom = session
            connection.state = .connected
            connection.isHeartbeatInFlight = false
            connection.isProbing = connection.breaker.isOpen
            feed.isUrgentUnread = true
            sending.noteHelloAfterBreak()
        }
    }

    mutating func beatHeart() {
        guard connection.isConnected, !connection.isHeartbeatInFlight, sending.jobs.isEmpty,
            let last = connection.lastContact, now.uptime - last >= policy.heartbeat
        else { return }
        connection.isHeartbeatInFlight = true
        effects.append(.heartbeat(session: connection.session, feed.positions, head: feed.head))
    }

    mutating func heartbeatAnswered(session: Int, _ failure: LinkFailure?) {
        guard session == connection.session else { return }
        connection.isHeartbeatInFlight = false
        guard connection.isConnected else { return }
        guard let failure else {
            connection.heard(at: now)
            return
        }
        connection.state = .disconnected
        replicaFailed(failure)
    }

    /// An operator wants to know now: whatever suspends attempts is forgotten.
    mutating func probeRequested() {
        sending.limiter = RateLimiter()
        switch connection.state {
        case .resting, .holding, .down: connection.state = .disconnected
        case .disconnected, .greeting, .connected: return
        }
    }

    /// One fact about the far side: told once, and everything waits as the cause asks.
    mutating func replicaFailed(_ failure: LinkFailure) {
        let earlier = connection.cause
        let isNews = earlier?.code != failure.code
        noteCause(failure)
        // What was told once when it began is told once more when it has lasted too long to wait for its end.
        let lasts = connection.cause?.beginsToLast(after: earlier, policy.alertAfter) ?? false
        switch failure.code.replicaEffect {
        case .counts, .holdsDeletions, nil:
            // What a peer says of one resource, or of a kind that we do not know, is a failure to serve like any other.
            let wasOpen = connection.breaker.isOpen
            let isOpen = connection.breaker.callFailed(at: now.uptime)
            let wait =
                isOpen
                ? connection.breaker.openTime(using: &generator)
                : RetryPolicy(base: policy.retryBase, cap: policy.retryCap).delay(
                    afterFailure: connection.breaker.failuresInARow,
                    floor: .zero,
                    using: &generator
                )
            rest(for: max(wait, failure.boundedRetryAfter))
            if isOpen && !wasOpen || lasts { announceTrouble { .backingOff($0) } }
        case .holds:
            let wasHolding = connection.cause?.attempts ?? 0 > 1
            connection.state = .holding(until: now.uptime + policy.holdProbe)
            connection.cause?.nextAttemptAt = now.wall.advanced(by: policy.holdProbe)
            if !wasHolding || lasts { announceTrouble { .backingOff($0) } }
        case .takesDown:
            connection.state = .down
            announceTrouble { .down($0) }
        case .slows:
            sending.limiter.throttled(retryAfter: failure.boundedRetryAfter, at: now.uptime)
            // A hello can be throttled too: then there is no connection to slow down on.
            if !connection.isConnected { rest(for: sending.limiter.notBefore - now.uptime) }
        }
        // One row for an outage, not one for each attempt.
        if isNews { progress.isCauseDirty = true }
    }

    /// Something went through: whatever the replica failed of is over.
    mutating func replicaSucceeded() {
        connection.heard(at: now)
        // An answer that comes late does not tell how the replica is now.
        guard connection.isConnected else { return }
        connection.unknownConnections = 0
        connection.breaker.callSucceeded(at: now.uptime)
        sending.limiter.succeeded()
        if connection.isProbing {
            connection.isProbing = false
            connection.breaker.close()
        }
        guard connection.cause != nil else { return }
        connection.cause = nil
        progress.isCauseDirty = true
        // A single failure that was over before anybody was told of it is no news either.
        guard connection.isTroubleKnown else { return }
        connection.isTroubleKnown = false
        effects.append(.announce(.connected))
    }

    private mutating func announceTrouble(_ make: (FailureCause) -> Announcement) {
        guard let cause = connection.cause else { return }
        connection.isTroubleKnown = true
        effects.append(.announce(make(cause)))
    }

    /// Sends again what the replica does not record as confirmed.
    private mutating func goBack(to recorded: Positions?) {
        guard let recorded else { return }
        let uncertain = progress.committing?.cleared.map(\.row) ?? []
        feed.resend(progress.forgetCleared())
        if feed.goBack(to: recorded, uncertain: uncertain) { sending.confirmedKeys = [] }
    }

    private mutating func rest(for wait: Duration) {
        connection.state = .resting(until: now.uptime + wait)
        connection.cause?.nextAttemptAt = now.wall.advanced(by: wait)
    }

    private mutating func noteCause(_ failure: LinkFailure) {
        let earlier = connection.cause.flatMap { $0.code == failure.code ? $0 : nil }
        let counted = failure.code.replicaEffect == .slows ? 0 : 1
        connection.cause = FailureCause(
            code: failure.code,
            detail: failure.detail,
            attempts: (earlier?.attempts ?? 0) + counted,
            firstFailedAt: connection.cause?.firstFailedAt ?? now.wall,
            lastFailedAt: now.wall,
            nextAttemptAt: nil
        )
    }
}

extension LinkFailure {
    /// How long the replica asks to be left alone, within reason.
    var boundedRetryAfter: Duration {
        min(max(retryAfter ?? .zero, .zero), ReplicationPolicy.longestRetryAfter)
    }
}
