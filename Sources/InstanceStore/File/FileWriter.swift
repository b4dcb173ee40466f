// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import GRDB
import SyncModel
import Synchronization

/// The one writer of an instance's file: changes that wait together share a transaction and its sync to disk.
///
/// It alone copies the log into the file, between two commits, where a failure is seen and judged like any other.
/// After a failed write or sync it does not touch the disk again: a sync that succeeds later proves nothing.
///
/// Runs on a serial queue of its own with a thread of its own, as it blocks on the disk.
final class FileWriter: Sendable {
    /// Most changes in one transaction.
    static let maximumGroup = 256
    /// How long another program may hold the file's lock before a change is refused.
    static let lockTimeoutMilliseconds: Int32 = 5000

    /// One change: `attempt` does it and returns what tells of its success once it is durable.
    struct Change: Sendable {
        let attempt: @Sendable (WriteContext) throws -> @Sendable () -> Void
        let fail: @Sendable (StoreError) -> Void
        let refuse: @Sendable (any Error) -> Void
    }

    private enum Phase {
        case open
        case failed(StoreError)
        case closed

        /// Why a change is refused unseen; nil where it is not.
        var refusal: StoreError? {
            switch self {
            case .open: nil
            case .failed(let error): error
            case .closed: .closed
            }
        }
    }

    private struct Waiting {
        var changes: [Change] = []
        var isScheduled = false
        var phase = Phase.open
        var hasFailed = false
        /// The newest commit found no space.
        var isFull = false
    }

    /// Where the feed ends.
    struct Feed {
        var head: SequenceNumber
        var lastClockEntry: Timestamp
    }

    private let pool: DatabasePool
    private let queue: DispatchQueue
    /// Where callers are told, in order: making their replies would keep the next commit waiting.
    private let answers: DispatchQueue
    private let waiting = Mutex(Waiting())
    private let feed: Mutex<Feed>
    private let clock: @Sendable () -> Timestamp
    private let headMoved: @Sendable (SequenceNumber, _ urgently: Bool) -> Void
    private let spaceChanged: @Sendable (_ isFull: Bool) -> Void
    private let diskFailed: @Sendable (StoreError) -> Void
    private let wrote: @Sendable (WriterActivity) -> Void
    private let log: LogKeeper

    init(
        pool: DatabasePool,
        label: String,
        clock: @escaping @Sendable () -> Timestamp,
        headMoved: @escaping @Sendable (SequenceNumber, _ urgently: Bool) -> Void,
        spaceChanged: @escaping @Sendable (_ isFull: Bool) -> Void,
        diskFailed: @escaping @Sendable (StoreError) -> Void,
        wrote: @escaping @Sendable (WriterActivity) -> Void
    ) throws {
        self.pool = pool
        self.clock = clock
        self.headMoved = headMoved
        self.spaceChanged = spaceChanged
        self.diskFailed = diskFailed
        self.wrote = wrote
        // Watched as "writer of INSTANCE".
        queue = DispatchQueue(label: label)
        // Watched as "answers of INSTANCE".
        answers = DispatchQueue(label: label + ".answers", target: .global())
        log = LogKeeper(pool, queue: queue, copied: { wrote(.checkpointed($0)) })
        feed = Mutex(
            try pool.read { db in
                Feed(
                    head: SequenceNumber(try Int64.fetchOne(db, sql: "SELECT headSequence FROM instance") ?? 0),
                    lastClockEntry: Timestamp(
                        milliseconds: try Int64.fetchOne(db, sql: "SELECT at FROM clock ORDER BY sequence DESC LIMIT 1")
                            ?? 0
                    )
                )
            }
        )
    }

    var head: SequenceNumber { feed.withLock { $0.head } }

    /// Queues a change behind those that wait.
    func submit(_ change: Change) {
        let refusal = waiting.withLock { waiting -> StoreError? in
            if let refusal = waiting.phase.refusal { return refusal }
            waiting.changes.append(change)
            if !waiting.isScheduled {
                waiting.isScheduled = true
                queue.async { self.drain() }
            }
            return nil
        }
        if let refusal { change.fail(refusal) }
    }

    /// Finishes what waits, refuses what comes later, and calls back, telling whether it was open until now.
    func close(_ completion: @escaping @Sendable (_ wasOpen: Bool) -> Void) {
        let wasOpen = waiting.withLock { waiting in
            if case .closed = waiting.phase { return false }
            waiting.phase = .closed
            return true
        }
        queue.async {
            while !self.waiting.withLock({ $0.changes.isEmpty }) { self.commit(self.takeGroup()) }
            self.answers.async { completion(wasOpen) }
        }
    }

    /// Once nobody reads or writes any more: leaves the file without a log, closes it, and calls back.
    func closePool(_ completion: @escaping @Sendable () -> Void) {
        queue.async { [self] in
            // Readers go first: the connection that closes last removes the log, and theirs may not.
            pool.releaseMemory()
            log.empty { [self] in fail($0) }
            let hasFailed = waiting.withLock { $0.hasFailed }
            do {
                // After a failed sync the log is the only place that is sure to have everything: it stays for the next
                // opening, which copies all of it anew.
                if hasFailed { pool.writeWithoutTransaction { $0.keepLogOnClose() } }
                try pool.close()
            } catch {
                // ignoring: the log is complete and is replayed at the next start.
            }
            completion()
        }
    }

    /// Goes once through the queue that writes; for the watchdog.
    func ping(_ completion: @escaping @Sendable () -> Void) { queue.async(execute: completion) }

    /// Goes once through the queue that tells callers; for the watchdog.
    func pingAnswers(_ completion: @escaping @Sendable () -> Void) { answers.async(execute: completion) }

    private func drain() {
        commit(takeGroup())
        waiting.withLock { waiting in
            if waiting.changes.isEmpty {
                waiting.isScheduled = false
            } else {
                queue.async { self.drain() }
            }
        }
    }

    private func takeGroup() -> [Change] {
        waiting.withLock { waiting in
            let group = Array(waiting.changes.prefix(Self.maximumGroup))
            waiting.changes.removeFirst(group.count)
            return group
        }
    }

    private func commit(_ group: [Change]) {
        guard !group.isEmpty else { return }
        let before = feed.withLock { $0 }
        let began = ContinuousClock.now
        do {
            let done = try pool.writeWithoutTransaction { db in
                try GroupCommit(now: clock(), before: before).write(group, db)
            }
            feed.withLock { $0 = Feed(head: done.context.head, lastClockEntry: done.context.clockEntry) }
            if done.context.head != before.head { headMoved(done.context.head, done.context.movedUrgently) }
            noteSpace(isFull: false)
            wrote(.committed(changes: group.count, ContinuousClock.now - began))
            tell(done.answers)
            log.committed(pages: done.pages) { [weak self] in self?.fail($0) }
        } catch {
            let fault = StoreError(error)
            wrote(.commitFailed(fault))
            // First what may end the process: what the log has of the group may still take effect, and a caller must not
            // hear that it did not.
            if case .failed = fault { fail(fault) }
            if case .full = fault { noteSpace(isFull: true) }
            for change in group { change.fail(fault) }
        }
    }

    /// Tells of the first commit that finds no space, and of the first one after it that does.
    private func noteSpace(isFull: Bool) {
        let isNews = waiting.withLock { waiting in
            defer { waiting.isFull = isFull }
            return waiting.isFull != isFull
        }
        if isNews { spaceChanged(isFull) }
    }

    /// Tells callers, in the order of their changes.
    ///
    /// Beside the next commit where there is one; else here and now, which spares the caller a change of threads.
    private func tell(_ told: [@Sendable () -> Void]) {
        if waiting.withLock({ $0.changes.isEmpty }) {
            answers.sync { for tell in told { tell() } }
        } else {
            answers.async { for tell in told { tell() } }
        }
    }

    /// Refuses everything from now on, and tells of it.
    private func fail(_ fault: StoreError) {
        log.stop()
        let changes = waiting.withLock { waiting in
            waiting.hasFailed = true
            if case .open = waiting.phase { waiting.phase = .failed(fault) }
            defer { waiting.changes = [] }
            return waiting.changes
        }
        diskFailed(fault)
        for change in changes { change.fail(fault) }
    }
}
