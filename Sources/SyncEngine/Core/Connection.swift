// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// How the core stands with the replica, and since when.
struct Connection: Sendable {
    enum State: Sendable, Hashable {
        /// Nothing is known; a hello goes out at once.
        case disconnected
        /// A hello is on its way.
        case greeting
        /// The replica answers.
        case connected
        /// Attempts are suspended until then, after a failure or by the breaker.
        case resting(until: Duration)
        /// The replica cannot take anything now; it is probed then.
        case holding(until: Duration)
        /// Nothing happens until an operator acts.
        case down
    }

    var state: State = .disconnected
    /// Counts hellos; answers of an older session do not fail the newer one.
    var session = 0
    /// Answers of sessions before this confirm nothing: the replica may have been restored in between.
    var trustedFrom = 0
    var breaker: Breaker
    /// After the breaker was open: one item first.
    var isProbing = false
    var cause: FailureCause?
    var lastContactAt: Timestamp?
    var lastContact: Duration?
    var isHeartbeatInFlight = false
    /// Whether people were told that attempts are suspended.
    var isTroubleKnown = false
    /// Hellos in a row that were followed by a push that the replica did not know the connection of.
    var unknownConnections = 0

    init() { self.init(policy: ReplicationPolicy(), cause: nil, lastContactAt: nil) }

    init(policy: ReplicationPolicy, cause: FailureCause?, lastContactAt: Timestamp?) {
        breaker = Breaker(policy: policy)
        self.lastContactAt = lastContactAt
        self.cause = cause
        isTroubleKnown = cause != nil
        if let cause, cause.code.replicaEffect == .takesDown { state = .down }
    }

    var isConnected: Bool { state == .connected }

    /// When something has to happen by itself.
    func nextActionAt(policy: ReplicationPolicy, isWaitingForAnswers: Bool) -> Duration? {
        switch state {
        case .resting(let until), .holding(let until): until
        case .connected:
            // An answer that is outstanding tells as much as a heartbeat would.
            isHeartbeatInFlight || isWaitingForAnswers ? nil : lastContact.map { $0 + policy.heartbeat }
        case .disconnected, .greeting, .down: nil
        }
    }

    mutating func heard(at now: Moment) {
        lastContactAt = now.wall
        lastContact = now.uptime
    }
}
