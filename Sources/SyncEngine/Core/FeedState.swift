// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// What is known of the feed: the windows over its parts, and what waits in the queues beside them.
struct FeedState: Sendable {
    /// When a set-aside row is due, on both clocks: the wall clock may be set back.
    private struct Due: Sendable {
        var wall: Timestamp
        var uptime: Duration
    }

    /// A page that was asked for.
    private struct Reading: Sendable {
        var request: FeedRequest
        /// Where the positions stood then: a key that the page has at or before them was confirmed.
        var positions: Positions

        func notingKeys(of page: FeedPage) -> FeedPage {
            var page = page
            page.rows = page.rows.map { $0.notingKey(settledBy: positions) }
            return page
        }
    }

    var head: SequenceNumber
    let backfillEnd: SequenceNumber
    var live: LaneWindow
    var backfill: LaneWindow
    /// Rows that go ahead of everything.
    var urgent: [FeedRow] = []
    /// Set-aside rows whose time has come.
    var due: [FeedRow] = []
    var isUrgentUnread = true
    var isDueUnread = false
    private var nextDue: Due?
    private var retryReadAt: Duration?
    private var urgentReadThrough: SequenceNumber
    private var reading: [FeedLane: Reading] = [:]
    /// Reads under way that began before the feed went back: their pages have a gap before them.
    private var outdated: Set<FeedLane> = []
    /// Where the positions stood when the due read that is under way began.
    private var readingDue: Positions?
    /// Rows whose record as set aside may be older than a confirmation that no longer counts.
    private var distrusted: Set<RowID> = []
    /// Confirmed beyond what the windows have read: sent ahead of their turn.
    private(set) var ahead: [RowID: Revision] = [:]

    init(positions: Positions, head: SequenceNumber) {
        self.head = max(head, positions.live)
        backfillEnd = positions.backfillEnd
        live = LaneWindow(position: positions.live)
        backfill = LaneWindow(position: positions.backfill)
        urgentReadThrough = positions.live
    }

    /// Confirmed or set aside, as far as this run knows; never behind what is durable.
    var positions: Positions {
        Positions(backfill: backfill.position, backfillEnd: backfillEnd, live: live.position)
    }

    /// Whether all of the feed is read and done.
    var isCaughtUp: Bool {
        live.isDrained && backfill.isDrained && live.readThrough >= head && backfill.readThrough >= backfillEnd
            && urgent.isEmpty
    }

    /// The next reads, each marked as under way.
    mutating func nextReads(now: Moment) -> [Effect] {
        if let retryReadAt, retryReadAt > now.uptime { return [] }
        retryReadAt = nil
        var reads: [Effect] = []
        for lane in [FeedLane.urgent, .live, .backfill] where reading[lane] == nil {
            guard let request = nextRequest(lane) else { continue }
            reading[lane] = Reading(request: request, positions: positions)
            if lane == .urgent { isUrgentUnread = false }
            reads.append(.readFeed(request))
        }
        guard canReadDue else { return reads }
        let isTimeUp = nextDue.map { $0.uptime <= now.uptime || $0.wall <= now.wall } ?? false
        if isDueUnread || isTimeUp {
            // A time that lies beyond the longest wait was written before the clock was set back: it has come.
            let time = isTimeUp ? max(now.wall, nextDue?.wall ?? now.wall) : now.wall
            isDueUnread = false
            readingDue = positions
            nextDue = nil
            reads.append(.readDue(now: time, limit: ReplicationPolicy.pageRows))
        }
        return reads
    }

    /// When something has to be read by itself; nil while an event has to come first.
    var nextReadAt: Duration? { retryReadAt ?? (canReadDue ? nextDue?.uptime : nil) }

    private var canReadDue: Bool { readingDue == nil && due.count < ReplicationPolicy.pageRows / 4 }

    private func nextRequest(_ lane: FeedLane) -> FeedRequest? {
        let limit = ReplicationPolicy.pageRows
        switch lane {
        case .urgent:
            let after = max(live.position, urgentReadThrough)
            guard isUrgentUnread, after < head, urgent.count < limit else { return nil }
            return FeedRequest(lane: lane, after: after, through: head, limit: limit)
        case .live:
            guard live.readThrough < head, live.count <= ReplicationPolicy.laneRows / 2 else { return nil }
            return FeedRequest(lane: lane, after: live.readThrough, through: head, limit: limit)
        case .backfill:
            guard backfill.readThrough < backfillEnd, backfill.count <= ReplicationPolicy.laneRows / 2 else {
                return nil
            }
            return FeedRequest(lane: lane, after: backfill.readThrough, through: backfillEnd, limit: limit)
        }
    }

    /// Takes in a page; `isBeingSetAside` tells of rows whose failure is not durable yet.
    mutating func take(_ page: FeedPage, isBeingSetAside: (FeedRow) -> Bool) {
        guard let reading = reading.removeValue(forKey: page.lane) else { return }
        if outdated.remove(page.lane) != nil {
            if page.lane == .urgent { isUrgentUnread = true }
            return
        }
        let page = reading.notingKeys(of: page)
        let (ahead, distrusted) = (ahead, distrusted)
        func progress(_ row: FeedRow) -> LaneWindow.Progress {
            if let confirmed = ahead[row.row], confirmed >= row.revision { return .done }
            if isBeingSetAside(row) { return .beingSetAside }
            let isSetAside = row.isSetAsideWithCause && !distrusted.contains(row.row)
            return isSetAside ? .setAside : .ready
        }
        switch page.lane {
        case .urgent:
            urgentReadThrough = max(urgentReadThrough, page.readThrough)
            if page.readThrough < reading.request.through { isUrgentUnread = true }
            urgent += page.rows.filter { !isSettled($0) && progress($0) == .ready }
        case .live:
            live.append(page, progress: progress)
            forgetAhead(page)
        case .backfill:
            backfill.append(page, progress: progress)
            forgetAhead(page)
        }
    }

    /// Takes in due rows that are not on their way already.
    mutating func takeDue(_ rows: [FeedRow]) {
        guard let positions = readingDue else { return }
        readingDue = nil
        resend(rows.map { $0.notingKey(settledBy: positions) })
    }

    /// Queues set-aside rows, each once.
    mutating func resend(_ rows: [FeedRow]) {
        let known = Set(due.map(\.row))
        due += rows.filter { !known.contains($0.row) }
    }

    /// Remembers when the next row is due, never further away than `limit`.
    mutating func noteDue(_ time: Timestamp?, now: Moment, atMost limit: Duration) {
        guard let time else { return }
        let due = Due(wall: time, uptime: now.uptime(of: time, atMost: limit))
        nextDue = nextDue.map { $0.uptime <= due.uptime ? $0 : due } ?? due
    }

    mutating func readFailed(_ lane: FeedLane, retryAt: Duration) {
        reading[lane] = nil
        outdated.remove(lane)
        if lane == .urgent { isUrgentUnread = true }
        retryReadAt = retryAt
    }

    mutating func dueReadFailed(retryAt: Duration) {
        readingDue = nil
        isDueUnread = true
        retryReadAt = retryAt
    }

    /// Moves every known row of a resource on, in both parts of the feed.
    mutating func mark(_ row: RowID, upTo revision: Revision, as progress: LaneWindow.Progress) {
        live.mark(row, upTo: revision, as: progress)
        backfill.mark(row, upTo: revision, as: progress)
    }

    /// Remembers a confirmation that the windows have not come to.
    mutating func confirm(_ row: RowID, sequence: SequenceNumber, revision: Revision) {
        mark(row, upTo: revision, as: .done)
        distrusted.remove(row)
        let window = sequence > backfillEnd ? live : backfill
        guard sequence > window.readThrough, ahead.count < ReplicationPolicy.aheadRows else { return }
        ahead[row] = revision
    }

    /// Whether a row was confirmed, or has failed and is (being) set aside.
    func isSettled(_ row: FeedRow) -> Bool {
        if let known = ahead[row.row], known >= row.revision { return true }
        if positions.cover(row.sequence) { return true }
        let window = row.sequence > backfillEnd ? live : backfill
        guard let entry = window.progress(of: row.row), entry.row.revision >= row.revision else { return false }
        return entry.progress.isSettled || entry.progress == .beingSetAside
    }

    /// Whether some revision of a key that was not confirmed when its secret was read has been confirmed since.
    func isConfirmed(_ key: FeedRow.ProtectingKey) -> Bool {
        if ahead[key.row] != nil { return true }
        return live.progress(of: key.row)?.progress == .done || backfill.progress(of: key.row)?.progress == .done
    }

    /// A new session: what the replica does not record as confirmed is sent again.
    ///
    /// It may have been restored, and then it lost also what was confirmed ahead of the positions. `uncertain` are
    /// rows whose record as set aside is being cleared. Answers whether anything is sent again.
    mutating func goBack(to recorded: Positions, uncertain: some Sequence<RowID>) -> Bool {
        let liveTarget = min(live.position, max(recorded.live, backfillEnd))
        let backfillTarget = min(backfill.position, recorded.backfill)
        let isLiveBehind = liveTarget < live.position || live.hasDoneAhead
        let isBackfillBehind = backfillTarget < backfill.position || backfill.hasDoneAhead
        guard isLiveBehind || isBackfillBehind || !ahead.isEmpty else { return false }
        if isLiveBehind {
            live.reset(to: liveTarget)
            if reading[.live] != nil { outdated.insert(.live) }
        }
        if isBackfillBehind {
            backfill.reset(to: backfillTarget)
            if reading[.backfill] != nil { outdated.insert(.backfill) }
        }
        ahead = [:]
        distrusted.formUnion(uncertain)
        urgentReadThrough = live.position
        if reading[.urgent] != nil { outdated.insert(.urgent) }
        return true
    }

    private mutating func forgetAhead(_ page: FeedPage) {
        guard !ahead.isEmpty else { return }
        for row in page.rows where ahead[row.row].map({ $0 <= row.revision }) ?? false { ahead[row.row] = nil }
    }
}

extension FeedRow {
    /// The row with the knowledge whether its key was confirmed when the row was read.
    ///
    /// Later positions prove nothing of a key: it may have moved away from its place unsent.
    func notingKey(settledBy positions: Positions) -> FeedRow {
        guard let key, key.setAside == nil, positions.cover(key.sequence) else { return self }
        var row = self
        row.isKeyConfirmed = true
        return row
    }

    /// Whether this very revision failed and waits, set aside, for its next attempt.
    var isSetAsideWithCause: Bool { setAside.map { $0.cause != nil && $0.revision >= revision } ?? false }
}
