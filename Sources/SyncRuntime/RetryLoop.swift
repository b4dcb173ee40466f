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
        var failures = 0
        var isStopped = false
        var isWaiting = false
        var ticket: WaitTicket?
        var generator: SeededGenerator
    }

    private let state: Mutex<State>
    private let scheduling: any Scheduling
    private let policy: RetryPolicy
    private let attempt: @Sendable (@escaping @Sendable (Outcome) -> Void) -> Void
    private let met: @Sendable (RetryLoop) -> Void

    init(
        scheduling: any Scheduling,
        policy: RetryPolicy,
        seed: UInt64,
        attempt: @escaping @Sendable (@escaping @Sendable (Outcome) -> Void) -> Void,
        met: @escaping @Sendable (RetryLoop) -> Void = { _ in }
    ) {
        self.scheduling = scheduling
        self.policy = policy
        self.attempt = attempt
        self.met = met
        state = Mutex(State(generator: SeededGenerator(seed: seed)))
    }

    func start() {
        guard !state.withLock({ $0.isStopped }) else { return }
        attempt { self.finished($0) }
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
        guard case .again = outcome else {
            stop()
            return met(self)
        }
        let wait = state.withLock { state in
            state.failures += 1
            state.isWaiting = true
            return policy.delay(afterFailure: state.failures, floor: .zero, using: &state.generator)
        }
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
