// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

// Safe because @preconcurrency covers only DispatchSourceTimer, which Linux does not declare Sendable; its calls are
// thread safe by documentation, and it is set up once before anything shares it.
@preconcurrency import Dispatch
package import SyncEngine
import SyncModel
import Synchronization

/// Everything that is due at some time: one heap, and one timer source for its first entry.
package final class Timetable: Sendable {
    private struct State {
        var heap = DueHeap<@Sendable () -> Void>()
        var armedFor: Duration?
    }

    /// The timer looks at the heap at least so often: no wait is too long for it, and a suspended machine catches up.
    private static let longestWait: Duration = .seconds(3600)

    private let state = Mutex(State())
    private let queue: DispatchQueue
    private let timer: any DispatchSourceTimer
    private let clock: @Sendable () -> Moment

    /// Starts with nothing due.
    ///
    /// - Parameters:
    ///   - label: The name of its queue.
    ///   - hasOwnThread: It goes on while all threads of the global pool are busy.
    ///   - clock: What time it is.
    package init(
        label: String = "io.kmsync.timetable",
        hasOwnThread: Bool = false,
        clock: @escaping @Sendable () -> Moment = { SystemClock.now }
    ) {
        self.clock = clock
        // Watched as "timetable".
        queue = DispatchQueue(label: label, target: hasOwnThread ? nil : .global())
        timer = DispatchSource.makeTimerSource(queue: queue)
        arm()
    }

    deinit { timer.cancel() }
}

extension Timetable: Scheduling {
    package var now: Moment { clock() }

    package func after(_ delay: Duration, _ body: @escaping @Sendable () -> Void) -> WaitTicket {
        let due = clock().uptime + max(delay, .zero)
        let number = state.withLock { state in
            let number = state.heap.insert(body, at: due)
            rearm(&state)
            return number
        }
        return WaitTicket { [weak self] in
            self?.state.withLock { $0.heap.cancel(number) }
        }
    }

    /// Goes once through the timetable's queue; for the watchdog.
    package func ping(_ completion: @escaping @Sendable () -> Void) { queue.async(execute: completion) }

    private func arm() {
        timer.setEventHandler { @Sendable [weak self] in self?.runDue() }
        timer.schedule(deadline: .distantFuture)
        timer.activate()
    }

    private func runDue() {
        let now = clock().uptime
        while let body = state.withLock({ $0.heap.popDue(at: now) }) { body() }
        state.withLock { state in
            state.armedFor = nil
            rearm(&state)
        }
    }

    private func rearm(_ state: inout State) {
        guard let first = state.heap.firstDue else { return }
        if let armed = state.armedFor, armed <= first { return }
        state.armedFor = first
        let wait = min(max(first - clock().uptime, .zero), Self.longestWait)
        timer.schedule(deadline: .now() + .nanoseconds(Int(wait.inSeconds * 1e9)), leeway: .milliseconds(1))
    }
}
