// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// The rows of one part of the feed between its position and what was read, and how far each has come.
struct LaneWindow: Sendable {
    enum Progress: Sendable, Hashable {
        /// Can be sent.
        case ready
        /// Is being sent.
        case inFlight
        /// Failed; waits for the commit that sets it aside.
        case beingSetAside
        /// Set aside durably: it is tried again from there, not from here.
        case setAside
        /// Confirmed, or no longer at this place.
        case done

        /// Whether it is in the position's way no longer.
        var isSettled: Bool { self == .done || self == .setAside }
    }

    struct Entry: Sendable {
        var row: FeedRow
        var progress: Progress
    }

    /// Everything up to this is done.
    private(set) var position: SequenceNumber
    /// Everything up to this was read.
    private(set) var readThrough: SequenceNumber
    private var entries: [Entry] = []
    /// Entries before this one were dropped from the front of `entries` in thought, and are removed in bulk.
    private var first = 0
    private var places: [RowID: Int] = [:]
    /// What was removed from the front so far; `places` counts from the beginning of time.
    private var removed = 0
    private var firstReady = 0

    init(position: SequenceNumber) {
        self.position = position
        readThrough = position
    }

    /// Rows that are not done yet, or are done ahead of one that is not.
    var count: Int { entries.count - first }

    /// Whether all that was read is done.
    var isDrained: Bool { count == 0 }

    /// Takes in a page; `progress` tells how far a row has come before it was read.
    mutating func append(_ page: FeedPage, progress: (FeedRow) -> Progress) {
        for row in page.rows where row.sequence > readThrough {
            if let old = places[row.row] {
                // It stood here before and has moved to the head: its old place is empty.
                entries[old - removed].progress = .done
            }
            places[row.row] = entries.count + removed
            entries.append(Entry(row: row, progress: progress(row)))
        }
        readThrough = max(readThrough, page.readThrough)
        advance()
    }

    /// Walks the rows that can be sent in order, until `visit` says stop (false).
    mutating func visitReady(_ visit: (FeedRow) -> Bool) {
        var place = max(firstReady - removed, first)
        var sawReady = false
        while place < entries.count {
            if entries[place].progress == .ready {
                if !sawReady {
                    firstReady = place + removed
                    sawReady = true
                }
                if !visit(entries[place].row) { return }
            }
            place += 1
        }
        if !sawReady { firstReady = entries.count + removed }
    }

    /// How far a resource's newest known row has come; nil: not in the window.
    func progress(of row: RowID) -> Entry? {
        places[row].map { entries[$0 - removed] }
    }

    /// Moves a resource's row on, if its revision is at most `revision`.
    mutating func mark(_ row: RowID, upTo revision: Revision, as progress: Progress) {
        guard let place = places[row], entries[place - removed].row.revision <= revision,
            entries[place - removed].progress != .done
        else { return }
        // What is tried again from where it was set aside does not stand in the way here once more.
        if entries[place - removed].progress == .setAside && progress == .inFlight { return }
        entries[place - removed].progress = progress
        if progress.isSettled { advance() }
    }

    /// Makes a row that is in flight ready again.
    mutating func release(_ row: RowID) {
        guard let place = places[row], entries[place - removed].progress == .inFlight else { return }
        entries[place - removed].progress = .ready
        firstReady = min(firstReady, place)
    }

    /// The position as it will be once what is being set aside is durable.
    var positionOnceSetAside: SequenceNumber {
        var position = position
        for place in first..<entries.count {
            switch entries[place].progress {
            case .done, .setAside, .beingSetAside: position = entries[place].row.sequence
            case .ready, .inFlight: return position
            }
        }
        return readThrough
    }

    /// Whether anything is confirmed ahead of the position.
    var hasDoneAhead: Bool { entries[first...].contains { $0.progress == .done } }

    /// Revisions that are confirmed ahead of the position.
    func visitDoneAhead(_ visit: (FeedRow) -> Void) {
        for place in first..<entries.count where entries[place].progress == .done { visit(entries[place].row) }
    }

    /// Forgets everything read and starts again from a position.
    mutating func reset(to position: SequenceNumber) { self = LaneWindow(position: position) }

    private mutating func advance() {
        while first < entries.count, entries[first].progress.isSettled {
            let row = entries[first].row
            position = row.sequence
            if places[row.row] == first + removed { places[row.row] = nil }
            first += 1
        }
        if first == entries.count {
            position = readThrough
            removed += entries.count
            entries.removeAll(keepingCapacity: true)
            first = 0
        } else if first >= ReplicationPolicy.pageRows {
            entries.removeFirst(first)
            removed += first
            first = 0
        }
    }
}
