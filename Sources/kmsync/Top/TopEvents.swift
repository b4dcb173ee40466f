// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI

/// The newest of what happened, bounded.
struct TopEvents {
    /// One line of the list.
    enum Entry {
        /// An event of the daemon.
        case event(MonitorInterface.Event)
        /// So many events did not come.
        case missed(Int)
        /// What this client noticed itself, at a time in RFC 3339.
        case note(String, at: String)
    }

    /// How many are kept.
    static let limit = 200

    /// The newest first.
    private(set) var entries: [Entry] = []
    private var expected: Int?
    private var wasConnected = false

    /// Adds an event, and says so where some are missing before it.
    mutating func add(_ event: MonitorInterface.Event) {
        if let expected, event.number > expected { insert(.missed(event.number - expected)) }
        expected = event.number + 1
        insert(.event(event))
    }

    /// Adds what this client noticed.
    mutating func note(_ text: String, at time: String) { insert(.note(text, at: time)) }

    /// A new connection: numbers may start anew, and what happened in between did not come.
    mutating func reconnect(at time: String) {
        if wasConnected { note("connected again; what happened meanwhile is not listed", at: time) }
        wasConnected = true
        expected = nil
    }

    private mutating func insert(_ entry: Entry) {
        entries.insert(entry, at: 0)
        if entries.count > TopEvents.limit { entries.removeLast() }
    }
}
