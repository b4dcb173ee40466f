// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import CSQLite
import Dispatch
import GRDB
import GRDBSQLite
import SyncModel
import Synchronization

/// Copies the log of a file into the file, on the queue of the file's writer: between two commits, by the connection
/// that writes.
///
/// SQLite would do so by itself inside some commit, and would tell nobody of a disk that fails at it.
final class LogKeeper: Sendable {
    private struct State {
        var rule = CheckpointRule()
        var commits = 0
        var isIdleCheckDue = false
        var isStopped = false
    }

    private let pool: DatabasePool
    private let queue: DispatchQueue
    private let copied: @Sendable (Duration) -> Void
    private let state = Mutex(State())

    /// `copied` is told, on the queue, how long each copying took.
    init(_ pool: DatabasePool, queue: DispatchQueue, copied: @escaping @Sendable (Duration) -> Void) {
        self.pool = pool
        self.queue = queue
        self.copied = copied
    }

    /// A commit wrote so many pages; to be called on the queue, on which also a disk that fails is told of.
    func committed(pages: Int, diskFailed: @escaping @Sendable (StoreError) -> Void) {
        let (due, isFirst) = state.withLock { state in
            state.commits += 1
            defer { state.isIdleCheckDue = true }
            return (state.rule.committed(pages: pages), !state.isIdleCheckDue)
        }
        if let due { checkpoint(due, diskFailed) }
        if isFirst { checkWhenIdle(diskFailed) }
    }

    /// Leaves the file without a log, if nobody reads; to be called on the queue.
    func empty(diskFailed: (StoreError) -> Void) { checkpoint(.truncate, diskFailed) }

    /// Leaves the disk alone from now on.
    func stop() { state.withLock { $0.isStopped = true } }

    private func checkpoint(_ kind: CheckpointRule.Checkpoint, _ diskFailed: (StoreError) -> Void) {
        let isStopped = state.withLock { state in
            state.rule.begin()
            return state.isStopped
        }
        guard !isStopped else { return }
        let began = ContinuousClock.now
        do {
            let logPages = try pool.writeWithoutTransaction { try $0.checkpointLog(kind) }
            state.withLock { $0.rule.finished(logPages: logPages) }
            copied(ContinuousClock.now - began)
        } catch {
            let fault = StoreError(error)
            // No space to write, or somebody who reads: the log keeps everything, and the next checkpoint tries again.
            if case .failed = fault { diskFailed(fault) }
        }
    }

    private func checkWhenIdle(_ diskFailed: @escaping @Sendable (StoreError) -> Void) {
        let seen = state.withLock { $0.commits }
        queue.asyncAfter(deadline: .now() + CheckpointRule.idleTime.inSeconds) { [weak self] in
            guard let self else { return }
            let (isIdle, due) = state.withLock { state in
                let isIdle = state.commits == seen
                if isIdle { state.isIdleCheckDue = false }
                return (isIdle, state.rule.idle())
            }
            guard isIdle else { return checkWhenIdle(diskFailed) }
            if let due { checkpoint(due, diskFailed) }
        }
    }
}

extension DatabaseError {
    /// Whether what was written may be lost, whatever the reason: the next sync would succeed and prove nothing.
    ///
    /// A checkpoint that a reader cut short is not synced, so a later sync stands for pages that only the log has now.
    fileprivate var isFailedSync: Bool {
        extendedResultCode == .SQLITE_IOERR_FSYNC || extendedResultCode == .SQLITE_IOERR_DIR_FSYNC
    }
}

extension Database {
    /// How many pages this connection wrote to the log since that was asked last.
    func takePagesWritten() -> Int {
        var current: Int32 = 0
        var highest: Int32 = 0
        sqlite3_db_status(sqliteConnection, SQLITE_DBSTATUS_CACHE_WRITE, &current, &highest, 1)
        return Int(current)
    }

    /// Leaves the log beside the file when the last connection closes; it is copied at the next opening.
    func keepLogOnClose() { csqlite_keep_log_on_close(sqliteConnection) }

    /// Copies the log into the file and answers how many pages the log has now.
    ///
    /// Never waits for readers: changes wait behind it. Throws `StoreError`, `locked` where a reader keeps the log.
    func checkpointLog(_ kind: CheckpointRule.Checkpoint) throws -> Int {
        sqlite3_busy_timeout(sqliteConnection, 0)
        defer { sqlite3_busy_timeout(sqliteConnection, FileWriter.lockTimeoutMilliseconds) }
        do {
            return
                switch kind
            {
            case .passive: try checkpoint(.passive).walFrameCount
            case .truncate: try checkpoint(.truncate).walFrameCount
            }
        } catch let error as DatabaseError {
            let fault = StoreError(error, systemError: sqlite3_system_errno(sqliteConnection))
            guard error.isFailedSync, case .full = fault else { throw fault }
            throw StoreError.failed(detail: "no space was left when the file was synced")
        }
    }
}
