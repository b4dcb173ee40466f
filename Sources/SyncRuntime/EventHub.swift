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
        /// Published and not told yet, in order.
        var untold: [NumberedEvent] = []
        var isTelling = false

        /// The next event and who hears it; nil: all is told.
        mutating func next() -> (event: NumberedEvent, ears: [@Sendable (NumberedEvent) -> Void])? {
            guard !untold.isEmpty else {
                isTelling = false
                return nil
            }
            return (untold.removeFirst(), observers + listeners.values)
        }
    }

    private let state = Mutex(State())

    /// Starts with nobody listening.
    package init() {}
}

extension EventHub: EventFeed {
    package var hasListeners: Bool { state.withLock { !$0.listeners.isEmpty } }

    package func publish(_ event: MonitorEvent) {
        let tells = state.withLock { state in
            state.number += 1
            state.untold.append(NumberedEvent(number: state.number, event: event))
            defer { state.isTelling = true }
            return !state.isTelling
        }
        // One caller tells at a time, so that everyone hears events in the order of their numbers; not under the lock,
        // so that who hears may publish, listen and cancel.
        guard tells else { return }
        while let (event, ears) = state.withLock({ $0.next() }) {
            for ear in ears { ear(event) }
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
