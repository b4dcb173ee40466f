// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// An event with its number: +1 for every event of this run.
package struct NumberedEvent: Sendable {
    /// A gap means that events were missed.
    package var number: Int
    /// What happened.
    package var event: MonitorEvent

    /// Puts the parts together.
    package init(number: Int, event: MonitorEvent) {
        self.number = number
        self.event = event
    }
}

/// Where things that happened are told, and where to hear of them.
package protocol EventFeed: Sendable {
    /// Tells everyone who listens; never blocks.
    func publish(_ event: MonitorEvent)
    /// Whether anyone listens: events of single synchronizations are made only then.
    var hasListeners: Bool { get }
    /// Listens until the ticket is cancelled; `listener` must not block.
    func listen(_ listener: @escaping @Sendable (NumberedEvent) -> Void) -> WaitTicket
}
