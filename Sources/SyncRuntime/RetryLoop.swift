// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel
import Synchronization

/// Repeats an obligation until it is met, however long that takes.
final class RetryLoop: Sendable {
    /// What became of one try.
    enum Outcome: Sendable {
        case met
        case again(LinkFailure)
    }

    private struct State {
        /// The failures in a row; nil: none yet.
        var failure: FailureCause?
        /// When the next try is, in uptime; nil: it is under way.
        var dueAt: Duration?
        var isStopped = false
        var isWaiting = false
        var ticket: WaitTicket?
        var generator: SeededGenerator
    }

    private let state: Mutex<State>
    private let scheduling: any Scheduling
    private let policy: RetryPolicy
    private let attempt: @Sendable (@escaping @Sendable (Outcome) -> Void) -> Void
    private let failed: @Sendable (_ failure: FailureCause, _ earlier: FailureCause?) -> Void
    private let met: @Sendable (RetryLoop) -> Void

    /// `failed` is told of every failure, and of the one before it.
    init(
        scheduling: any Scheduling,
        policy: RetryPolicy,
        seed: UInt64,
        attempt: @escaping @Sendable (@escaping @Sendable (Outcome) -> Void) -> Void,
        failed: @escaping @Sendable (_ failure: FailureCause, _ earlier: FailureCause?) -> Void = { _, _ in },
        met: @escaping @Sendable (RetryLoop) -> Void = { _ in }
    ) {
        self.scheduling = scheduling
        self.policy = policy
        self.attempt = attempt
        self.failed = failed
        self.met = met
        state = Mutex(State(generator: SeededGenerator(seed: seed)))
    }

    func start() {
        guard !state.withLock({ $0.isStopped }) else { return }
        attempt { self.finished($0) }
    }

    /// Why the newest try failed, and when the next one is by the clock as it is set now; nil: none has failed.
    var failure: FailureCause? {
        let now = scheduling.now
        let (failure, dueAt) = state.withLock { ($0.failure, $0.dueAt) }
        guard var failure else { return nil }
        failure.nextAttemptAt = dueAt.map { now.wall.advanced(by: max($0 - now.uptime, .zero)) }
        return failure
    }

    /// Tries now what waits for its time.
    func hurry() {
        let ticket = state.withLock { $0.ticket.take() }
        ticket?.cancel()
        startIfWaiting()
    }

    /// One of the two tries: the time that came, or a person in a hurry.
    private func startIfWaiting() {
        let wasWaiting = state.withLock { state in
            defer { state.isWaiting = false }
            state.dueAt = nil
            return state.isWaiting
        }
        if wasWaiting { start() }
    }

    func stop() {
        state.withLock { state in
            state.isStopped = true
            state.ticket?.cancel()
        }
    }

    private func finished(_ outcome: Outcome) {
        guard case .again(let failure) = outcome else {
            stop()
            return met(self)
        }
        let now = scheduling.now
        let (wait, earlier, newest) = state.withLock { state in
            let earlier = state.failure
            let count = (earlier?.attempts ?? 0) + 1
            let wait = policy.delay(afterFailure: count, floor: .zero, using: &state.generator)
            let newest = FailureCause(
                code: failure.code,
                detail: failure.detail,
                attempts: count,
                firstFailedAt: earlier?.firstFailedAt ?? now.wall,
                lastFailedAt: now.wall,
                nextAttemptAt: nil
            )
            state.isWaiting = true
            state.failure = newest
            state.dueAt = now.uptime + wait
            return (wait, earlier, newest)
        }
        failed(newest, earlier)
        let ticket = scheduling.after(wait) {
            self.startIfWaiting()
        }
        let isStopped = state.withLock { state in
            state.ticket = ticket
            return state.isStopped
        }
        if isStopped { ticket.cancel() }
    }
}
