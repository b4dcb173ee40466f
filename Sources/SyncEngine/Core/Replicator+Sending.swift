// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

extension Replicator {
    private enum Dependency {
        case satisfied
        case sendFirst(FeedRow.ProtectingKey)
        case wait
        case failed
    }

    mutating func readOn() {
        effects += feed.nextReads(now: now)
    }

    mutating func feedRead(_ page: FeedPage) {
        feed.take(page) { [progress] in progress.isBeingSetAside($0) }
    }

    mutating func dueRead(_ page: DuePage) {
        feed.takeDue(page.rows.filter { !isUnderWay($0) })
        noteDue(page.nextDueAt)
    }

    mutating func noteDue(_ time: Timestamp?) { feed.noteDue(time, now: now, atMost: policy.retryCap) }

    /// Whether a set-aside row is on its way, or its outcome is on its way to the file.
    private func isUnderWay(_ row: FeedRow) -> Bool {
        sending.inFlight.contains(row.row) || progress.isBeingSetAside(row) || progress.isBeingCleared(row)
    }

    /// Fills the window of batches in flight: urgent rows first, then the queues in turn.
    mutating func send() {
        while sending.limiter.notBefore <= now.uptime, connection.isConnected {
            if let job = nextUrgentJob() {
                emit(job, isUrgent: true)
                continue
            }
            guard sending.jobs.count < window, let job = nextJob() else { return }
            emit(job, isUrgent: false)
        }
    }

    private var window: Int {
        connection.isProbing || sending.isSuspicious ? 1 : policy.batchesInFlight
    }

    private var itemLimit: Int {
        connection.isProbing ? 1 : min(policy.batchItems, sending.batchLimit)
    }

    private mutating func nextUrgentJob() -> BatchDraft? {
        guard !feed.urgent.isEmpty, sending.jobs.count < window + (window > 1 ? 1 : 0) else { return nil }
        var draft = BatchDraft(itemLimit: itemLimit, byteLimit: policy.batchBytes)
        takeQueue(\.urgent, origin: .urgent, into: &draft)
        return draft.items.isEmpty ? nil : draft
    }

    private mutating func nextJob() -> BatchDraft? {
        var draft = BatchDraft(itemLimit: itemLimit, byteLimit: policy.batchBytes)
        sending.turn += 1
        for offset in 0..<3 where !draft.isFull {
            switch (sending.turn + offset) % 3 {
            case 0: takeQueue(\.due, origin: .due, into: &draft)
            case 1: takeWindow(\.live, into: &draft)
            default: takeWindow(\.backfill, into: &draft)
            }
        }
        return draft.items.isEmpty ? nil : draft
    }

    private mutating func takeQueue(
        _ queue: WritableKeyPath<FeedState, [FeedRow]>,
        origin: SendingState.Origin,
        into draft: inout BatchDraft
    ) {
        var kept: [FeedRow] = []
        var isFull = false
        for row in feed[keyPath: queue] {
            if isOver(row, origin) { continue }
            if isFull || !offer(row, origin: origin, to: &draft, isFull: &isFull) { kept.append(row) }
        }
        feed[keyPath: queue] = kept
    }

    /// Whether a row of a queue was confirmed or set aside by another way meanwhile.
    private func isOver(_ row: FeedRow, _ origin: SendingState.Origin) -> Bool {
        switch origin {
        case .urgent: feed.isSettled(row) || progress.isBeingSetAside(row)
        case .due: progress.isBeingSetAside(row) || progress.isBeingCleared(row)
        case .feed, .aheadOfSecret: false
        }
    }

    private mutating func takeWindow(_ lane: WritableKeyPath<FeedState, LaneWindow>, into draft: inout BatchDraft) {
        var ready: [FeedRow] = []
        let limit = draft.itemLimit
        let inFlight = sending.inFlight
        feed[keyPath: lane].visitReady { row in
            if !inFlight.contains(row.row) { ready.append(row) }
            return ready.count < limit
        }
        var isFull = false
        for row in ready where !isFull { _ = offer(row, origin: .feed, to: &draft, isFull: &isFull) }
    }

    /// Puts a row, and the key that it needs, into the batch; false: it stays where it is.
    private mutating func offer(
        _ row: FeedRow,
        origin: SendingState.Origin,
        to draft: inout BatchDraft,
        isFull: inout Bool
    ) -> Bool {
        if draft.contains(row.row) { return origin != .due }
        guard !sending.inFlight.contains(row.row) else { return false }
        var items = [SendingState.Item(row: row, origin: origin)]
        switch dependency(of: row, in: draft) {
        case .satisfied: break
        case .wait: return false
        case .failed:
            setAside(row, sequence: row.sequence, revision: row.revision, LinkFailure(.dependencyMissing))
            return true
        case .sendFirst(let key):
            let first = SendingState.Item(row: FeedRow(key), origin: .aheadOfSecret)
            // Where one item has to tell whether it breaks the connection, it travels alone: the secret waits.
            items = draft.itemLimit > 1 ? [first] + items : [first]
        }
        guard draft.take(items) else {
            isFull = true
            return false
        }
        for item in items { sending.inFlight.insert(item.row.row) }
        return items.last?.row.row == row.row
    }

    private func dependency(of row: FeedRow, in draft: BatchDraft) -> Dependency {
        guard let key = row.key else { return .satisfied }
        if draft.contains(key.row) { return .satisfied }
        if sending.inFlight.contains(key.row) { return .wait }
        if sending.failedKeys.contains(key.row) { return .failed }
        if sending.missingKeys.contains(key.row) { return .sendFirst(key) }
        if row.isKeyConfirmed || sending.confirmedKeys.contains(key.row) { return .satisfied }
        if let setAside = key.setAside { return setAside.cause == nil ? .sendFirst(key) : .failed }
        return feed.isConfirmed(key) ? .satisfied : .sendFirst(key)
    }

    private mutating func emit(_ draft: BatchDraft, isUrgent: Bool) {
        let number = sending.nextJob
        sending.nextJob += 1
        sending.jobs[number] = SendingState.Job(session: connection.session, items: draft.items)
        sending.limiter.sent(at: now.uptime)
        for item in draft.items { feed.mark(item.row.row, upTo: item.row.revision, as: .inFlight) }
        effects.append(
            .push(
                PushJob(
                    number: number,
                    session: connection.session,
                    items: draft.items.map { PushItem($0.row) },
                    size: draft.size,
                    isUrgent: isUrgent,
                    positions: feed.positions,
                    head: feed.head
                )
            )
        )
    }
}

extension FeedRow {
    /// The key's own row, as its secret knows it.
    init(_ key: ProtectingKey) {
        self.init(
            row: key.row,
            resourceID: key.resourceID,
            sequence: key.sequence,
            revision: key.revision,
            size: key.size,
            key: nil,
            setAside: key.setAside
        )
    }
}

extension PushItem {
    init(_ row: FeedRow) {
        self.init(
            row: row.row,
            resourceID: row.resourceID,
            sequence: row.sequence,
            revision: row.revision,
            setAside: row.setAside
        )
    }
}
