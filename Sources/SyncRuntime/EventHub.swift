// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncEngine
package import SyncModel
import Synchronization

/// Tells everyone who listens what happened; an event's number is its place in this run.
package final class EventHub: Sendable {
    private struct State {
        var number = 0
        var nextListener = 0
        var listeners: [Int: @Sendable (NumberedEvent) -> Void] = [:]
        /// Those that every event counts for, but that no single synchronization has to be made for.
        var observers: [@Sendable (NumberedEvent) -> Void] = []
    }

    private let state = Mutex(State())

    /// Starts with nobody listening.
    package init() {}
}

extension EventHub: EventFeed {
    package var hasListeners: Bool { state.withLock { !$0.listeners.isEmpty } }

    package func publish(_ event: MonitorEvent) {
        state.withLock { state in
            state.number += 1
            let numbered = NumberedEvent(number: state.number, event: event)
            // Under the lock, so that everyone hears events in the order of their numbers.
            for observer in state.observers { observer(numbered) }
            for listener in state.listeners.values { listener(numbered) }
        }
    }

    package func listen(_ listener: @escaping @Sendable (NumberedEvent) -> Void) -> WaitTicket {
        let number = state.withLock { state in
            state.nextListener += 1
            state.listeners[state.nextListener] = listener
            return state.nextListener
        }
        return WaitTicket { [weak self] in
            self?.state.withLock { $0.listeners[number] = nil }
        }
    }

    /// Hears transitions for good, without causing events of single synchronizations to be made; for the journal.
    package func observe(_ observer: @escaping @Sendable (NumberedEvent) -> Void) {
        state.withLock { $0.observers.append(observer) }
    }
}
