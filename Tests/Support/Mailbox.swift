// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Synchronization

/// Hands values from callbacks to a test, in order; who takes one waits for it.
package final class Mailbox<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value] = []
        var takers: [CheckedContinuation<Value, Never>] = []
    }

    private let state = Mutex(State())

    /// Starts empty.
    package init() {}

    /// Hands a value over.
    package func send(_ value: Value) {
        let taker = state.withLock { state -> CheckedContinuation<Value, Never>? in
            guard state.takers.isEmpty else { return state.takers.removeFirst() }
            state.values.append(value)
            return nil
        }
        taker?.resume(returning: value)
    }

    /// The next value, waiting for it.
    package func take() async -> Value {
        await withCheckedContinuation { continuation in
            let value = state.withLock { state -> Value? in
                guard state.values.isEmpty else { return state.values.removeFirst() }
                state.takers.append(continuation)
                return nil
            }
            if let value { continuation.resume(returning: value) }
        }
    }

    /// The next values, waiting for each.
    package func take(_ count: Int) async -> [Value] {
        var taken: [Value] = []
        for _ in 0..<count { taken.append(await take()) }
        return taken
    }

    /// What was sent and not taken.
    package var waiting: [Value] { state.withLock { $0.values } }
}
