// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

extension Replicator {
    /// What is known now, for those who ask; `moment` is the time of the question.
    package func view(at moment: Moment) -> ReplicaView {
        var ahead = feed.ahead
        feed.live.visitDoneAhead { ahead[$0.row] = max($0.revision, ahead[$0.row] ?? .zero) }
        feed.backfill.visitDoneAhead { ahead[$0.row] = max($0.revision, ahead[$0.row] ?? .zero) }
        for row in progress.unclearedRows { ahead[row] = nil }
        let isFresh = connection.lastContactAt.map { moment.wall.since($0) <= policy.unknownAfter } ?? false
        return ReplicaView(
            positions: feed.positions,
            inFlight: sending.inFlight,
            ahead: ahead,
            connection: connectionState,
            cause: cause(at: moment),
            lastContactAt: connection.lastContactAt,
            lastSuccessAt: progress.lastSuccessAt,
            throttledUntil: throttledUntil(at: moment),
            isPaused: pause != nil,
            isDetached: false,
            // Where nothing is sent until an operator acts, nothing may be called in sync either.
            isContactFresh: isFresh && connection.state != .down
        )
    }

    /// Whether a change was confirmed, or set aside: everything at or before its place that still stands there.
    package func isSettled(through sequence: SequenceNumber) -> Bool {
        feed.backfill.position >= min(sequence, feed.backfillEnd) && feed.live.position >= sequence
    }

    /// The replica's failure with the time of the next attempt by the clock as it is set now: waits are told by the other.
    private func cause(at moment: Moment) -> FailureCause? {
        guard var cause = connection.cause else { return nil }
        switch connection.state {
        case .resting(let until), .holding(let until):
            cause.nextAttemptAt = moment.wall.advanced(by: max(until - moment.uptime, .zero))
        case .disconnected, .greeting: cause.nextAttemptAt = moment.wall
        case .connected, .down: break
        }
        return cause
    }

    private func throttledUntil(at moment: Moment) -> Timestamp? {
        let wait = sending.limiter.notBefore - moment.uptime
        return wait > .zero ? moment.wall.advanced(by: wait) : nil
    }

    private var connectionState: ConnectionState {
        switch connection.state {
        case .disconnected, .greeting: connection.cause == nil ? .connecting : .backingOff
        case .connected: .connected
        case .resting, .holding: .backingOff
        case .down: .down
        }
    }
}

extension ProgressState {
    /// Rows whose failure is not durable yet: no place may be called confirmed for them.
    var unclearedRows: some Collection<RowID> { failed.keys }
}
