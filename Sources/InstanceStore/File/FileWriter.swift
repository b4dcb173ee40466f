// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import GRDB
import SyncModel
import Synchronization

/// The one writer of an instance's file: changes that wait together share a transaction and its sync to disk.
///
/// Runs on a serial queue of its own with a thread of its own, as it blocks on the disk.
final class FileWriter: Sendable {
    /// Most changes in one transaction.
    static let maximumGroup = 256

    /// One change: `attempt` does it and returns what tells of its success once it is durable.
    struct Change: Sendable {
        let attempt: @Sendable (WriteContext) throws -> @Sendable () -> Void
        let fail: @Sendable (StoreError) -> Void
        let refuse: @Sendable (any Error) -> Void
    }

    private struct Waiting {
        var changes: [Change] = []
        var isScheduled = false
        var isClosed = false
    }

    private struct Feed {
        var head: SequenceNumber
        var lastClockEntry: Timestamp
    }

    private let pool: DatabasePool
    private let queue: DispatchQueue
    private let waiting = Mutex(Waiting())
    private let feed: Mutex<Feed>
    private let clock: @Sendable () -> Timestamp
    private let headMoved: @Sendable (SequenceNumber, _ urgently: Bool) -> Void
    private let diskFailed: @Sendable (String) -> Void

    init(
        pool: DatabasePool,
        label: String,
        clock: @escaping @Sendable () -> Timestamp,
        headMoved: @escaping @Sendable (SequenceNumber, _ urgently: Bool) -> Void,
        diskFailed: @escaping @Sendable (String) -> Void
    ) throws {
        self.pool = pool
        self.clock = clock
        self.headMoved = headMoved
        self.diskFailed = diskFailed
        queue = DispatchQueue(label: label)
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
        let isClosed = waiting.withLock { waiting in
            if waiting.isClosed { return true }
            waiting.changes.append(change)
            if !waiting.isScheduled {
                waiting.isScheduled = true
                queue.async { self.drain() }
            }
            return false
        }
        if isClosed { change.fail(.closed) }
    }

    /// Finishes what waits, refuses what comes later, and calls back, telling whether it was open until now.
    func close(_ completion: @escaping @Sendable (_ wasOpen: Bool) -> Void) {
        let wasOpen = waiting.withLock { waiting in
            defer { waiting.isClosed = true }
            return !waiting.isClosed
        }
        queue.async {
            while !self.waiting.withLock({ $0.changes.isEmpty }) { self.commit(self.takeGroup()) }
            completion(wasOpen)
        }
    }

    /// Goes once through the queue; for the watchdog.
    func ping(_ completion: @escaping @Sendable () -> Void) {
        queue.async(execute: completion)
    }

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
        var announcements: [@Sendable () -> Void] = []
        var refused: [@Sendable () -> Void] = []
        let before = feed.withLock { $0 }
        do {
            let context = try pool.writeWithoutTransaction { db -> WriteContext in
                let context = WriteContext(
                    db: db,
                    now: clock(),
                    head: before.head,
                    lastClockEntry: before.lastClockEntry
                )
                try db.inTransaction(.immediate) {
                    for change in group { try attempt(change, context, &announcements, &refused) }
                    if context.head != before.head {
                        let statement = try db.cachedStatement(sql: "UPDATE instance SET headSequence = ?")
                        try statement.execute(arguments: [context.head.rawValue])
                    }
                    return .commit
                }
                return context
            }
            feed.withLock { $0 = Feed(head: context.head, lastClockEntry: context.clockEntry) }
            if context.head != before.head { headMoved(context.head, context.movedUrgently) }
            for announce in announcements { announce() }
            for refuse in refused { refuse() }
        } catch {
            let fault = StoreError(error)
            if case .failed(let detail) = fault { diskFailed(detail) }
            for change in group { change.fail(fault) }
        }
    }

    /// Tries one change in a savepoint of its own: its refusal undoes nothing of its neighbours.
    ///
    /// An error of SQLite itself goes to the whole group: the disk's state is not the change's fault.
    private func attempt(
        _ change: Change,
        _ context: WriteContext,
        _ announcements: inout [@Sendable () -> Void],
        _ refused: inout [@Sendable () -> Void]
    ) throws {
        let (head, movedUrgently, clockEntry) = (context.head, context.movedUrgently, context.clockEntry)
        var announce: (@Sendable () -> Void)?
        do {
            try context.db.inSavepoint {
                announce = try change.attempt(context)
                try context.counters.save()
                return .commit
            }
        } catch let error as DatabaseError where !error.isConstraintViolation {
            throw error
        } catch {
            context.resetAfterRollback(head: head, movedUrgently: movedUrgently, lastClockEntry: clockEntry)
            let refusal = error
            refused.append { change.refuse(refusal) }
        }
        if let announce { announcements.append(announce) }
    }
}

extension DatabaseError {
    fileprivate var isConstraintViolation: Bool { resultCode == .SQLITE_CONSTRAINT }
}
