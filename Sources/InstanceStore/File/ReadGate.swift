// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Synchronization

/// Lets reads in until the file closes, and tells when the last one has left.
///
/// GRDB hands a closed connection to a read that began just before its pool was closed, and SQLite crashes on that.
final class ReadGate: Sendable {
    private struct State {
        var readers = 0
        var isClosed = false
        var drained: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Whether a read may begin; one that may calls `leave` when it ends.
    func enter() -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.readers += 1
            return true
        }
    }

    func leave() {
        let drained = state.withLock { state -> (@Sendable () -> Void)? in
            state.readers -= 1
            return state.readers == 0 ? state.drained.take() : nil
        }
        drained?()
    }

    /// Lets nobody in any more; `drained` is called once, when nobody reads.
    func close(_ drained: @escaping @Sendable () -> Void) {
        let isDrained = state.withLock { state in
            state.isClosed = true
            if state.readers > 0 { state.drained = drained }
            return state.readers == 0
        }
        if isDrained { drained() }
    }
}
