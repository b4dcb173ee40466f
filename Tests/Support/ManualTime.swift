// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncEngine
import SyncModel
import Synchronization

/// Time that a test moves by hand; what is due runs on the test's own thread.
package final class ManualTime: Sendable {
    fileprivate struct State {
        var now: Duration = .zero
        var number = 0
        var waiting: [Int: (at: Duration, body: @Sendable () -> Void)] = [:]
    }

    private let state = Mutex(State())

    /// Starts at zero, with nothing due.
    package init() {}

    /// How long until the first is due.
    package var firstWait: Duration? {
        state.withLock { state in state.waiting.values.map(\.at).min().map { $0 - state.now } }
    }

    /// Lets time pass, and runs what comes due meanwhile, in order.
    package func advance(by duration: Duration) {
        let end = state.withLock { $0.now + duration }
        while let body = state.withLock({ $0.next(until: end) }) { body() }
        state.withLock { $0.now = end }
    }
}

extension ManualTime: Scheduling {
    package var now: Moment {
        let uptime = state.withLock { $0.now }
        return Moment(uptime: uptime, wall: Timestamp(milliseconds: 1_700_000_000_000).advanced(by: uptime))
    }

    package func after(_ delay: Duration, _ body: @escaping @Sendable () -> Void) -> WaitTicket {
        let number = state.withLock { state in
            state.number += 1
            state.waiting[state.number] = (state.now + delay, body)
            return state.number
        }
        return WaitTicket { [self] in state.withLock { $0.waiting[number] = nil } }
    }
}

extension ManualTime.State {
    fileprivate mutating func next(until end: Duration) -> (@Sendable () -> Void)? {
        guard let first = waiting.min(by: { ($0.value.at, $0.key) < ($1.value.at, $1.key) }), first.value.at <= end
        else { return nil }
        now = max(now, first.value.at)
        waiting[first.key] = nil
        return first.value.body
    }
}
