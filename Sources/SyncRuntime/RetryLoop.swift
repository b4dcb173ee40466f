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
            return policy.delay(afterFailure: state.failures, floor: .zero, using: &state.generator)
        }
        let ticket = scheduling.after(wait) { self.start() }
        let isStopped = state.withLock { state in
            state.ticket = ticket
            return state.isStopped
        }
        if isStopped { ticket.cancel() }
    }
}
