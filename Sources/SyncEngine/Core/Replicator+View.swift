// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

extension Replicator {
    /// What is known now, for those who ask; `wall` is the time of the question.
    package func view(at wall: Timestamp) -> ReplicaView {
        var ahead = feed.ahead
        feed.live.visitDoneAhead { ahead[$0.row] = max($0.revision, ahead[$0.row] ?? .zero) }
        feed.backfill.visitDoneAhead { ahead[$0.row] = max($0.revision, ahead[$0.row] ?? .zero) }
        for row in progress.unclearedRows { ahead[row] = nil }
        let isFresh = connection.lastContactAt.map { wall.since($0) <= policy.unknownAfter } ?? false
        return ReplicaView(
            positions: feed.positions,
            inFlight: sending.inFlight,
            ahead: ahead,
            connection: connectionState,
            cause: connection.cause,
            lastContactAt: connection.lastContactAt,
            lastSuccessAt: progress.lastSuccessAt,
            throttledUntil: throttledUntil,
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

    private var throttledUntil: Timestamp? {
        let wait = sending.limiter.notBefore - now.uptime
        return wait > .zero ? now.wall.advanced(by: wait) : nil
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
