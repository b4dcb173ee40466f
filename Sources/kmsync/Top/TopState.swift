// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

/// What `kmsync top` knows and shows: news and keys go in, a layout reads it.
struct TopState {
    /// A list that can be scrolled.
    enum Section: CaseIterable {
        case replicas
        case failures
        case events
        case instances
    }

    /// What the replicas are sorted by.
    enum Order: CaseIterable {
        case worst
        case lag
        case pending
        case name
    }

    /// Whether the daemon answers.
    enum Contact: Equatable {
        case answering
        /// Nothing since then, though it was asked; why.
        case lost(since: ContinuousClock.Instant, reason: String)
    }

    /// Something new from the daemon's side.
    enum News {
        case look(TopLook)
        case event(MonitorInterface.Event)
        /// Events come over a new connection.
        case subscribed
        case lost(reason: String)
    }

    /// The figures of one moment.
    struct Figures {
        var look: TopLook?
        var rates: [TopPair: Double] = [:]
        var events = TopEvents()
    }

    /// Beyond the end of any list; the layout brings it back to the last page.
    private static let furthest = 1 << 30

    private(set) var contact = Contact.answering
    private(set) var order = Order.worst
    private(set) var focus = Section.replicas
    private(set) var showsHelp = false
    /// When the process went on after it had been stopped; what was asked before is of an earlier time.
    private(set) var resumedAt: ContinuousClock.Instant?
    /// Which row of a list is the first one shown.
    var offsets: [Section: Int] = [:]
    /// How many rows of a list the last picture had room for.
    var pageSizes: [Section: Int] = [:]
    private var current = Figures()
    private var held: Figures?

    /// Whether the display stands still.
    var isPaused: Bool { held != nil }

    /// What is to be shown.
    var shown: Figures { held ?? current }

    /// Takes what came; `wall` is the time of day.
    mutating func take(_ news: News, at now: ContinuousClock.Instant, wall: Timestamp) {
        switch news {
        case .look(let look):
            if let last = current.look, !look.isOfSameRun(as: last) {
                current.events.note("kmsyncd was started anew, process \(look.status.pid)", at: wall.description)
            }
            current.rates = look.rates(since: current.look)
            current.look = look
            contact = .answering
        case .event(let event): current.events.add(event)
        case .subscribed: current.events.reconnect(at: wall.description)
        case .lost(let reason):
            current.rates = [:]
            if case .lost(let since, _) = contact {
                contact = .lost(since: since, reason: reason)
            } else {
                contact = .lost(since: now, reason: reason)
            }
        }
    }

    /// The process goes on after it stood still.
    mutating func resume(at now: ContinuousClock.Instant) {
        current.rates = [:]
        resumedAt = now
    }

    /// Does what a key asks for; `quit` and `redraw` are not for it.
    mutating func press(_ key: TopKey) {
        switch key {
        case .quit, .redraw: break
        case .pause: held = isPaused ? nil : current
        case .sort: order = TopState.next(after: order)
        case .help: showsHelp.toggle()
        case .section: focus = TopState.next(after: focus)
        case .up: scroll(-1)
        case .down: scroll(1)
        case .pageUp: scroll(-max(1, pageSizes[focus] ?? 1))
        case .pageDown: scroll(max(1, pageSizes[focus] ?? 1))
        case .first: offsets[focus] = 0
        case .last: offsets[focus] = TopState.furthest
        }
    }

    private mutating func scroll(_ rows: Int) {
        offsets[focus] = max(0, (offsets[focus] ?? 0) + rows)
    }

    private static func next<Choice: CaseIterable & Equatable>(after choice: Choice) -> Choice {
        let all = Array(Choice.allCases)
        let index = all.firstIndex(of: choice) ?? 0
        return all[(index + 1) % all.count]
    }
}
