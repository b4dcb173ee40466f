// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import SyncModel

/// One transaction of a file: the changes of a group, of which each is done or refused by itself.
struct GroupCommit {
    /// When it is.
    let now: Timestamp
    /// Where the feed ended before it.
    let before: FileWriter.Feed

    /// Writes a group in one transaction, of which a change that was refused leaves nothing.
    ///
    /// Throws `StoreError` or what SQLite throws: then nothing of the group was kept.
    func write(_ group: [FileWriter.Change], _ db: Database) throws -> Done {
        do {
            return try write(group, each: .bare, db)
        } catch is RefusedTooLate {
            return try write(group, each: .inSavepoint, db)
        }
    }

    /// How the changes of a group are kept apart.
    private enum Separation {
        /// They are not, which costs nothing: a refusal that wrote nothing has nothing to undo.
        case bare
        /// Each has a savepoint, which copies every page that it writes.
        case inSavepoint
    }

    /// A change was refused after it had written, with nothing that could undo it alone.
    private struct RefusedTooLate: Error {}

    /// What a group came to.
    struct Done {
        var context: WriteContext
        /// Tell each caller of its change, done or refused, in order.
        var answers: [@Sendable () -> Void]
        /// Pages written to the log.
        var pages: Int
    }

    /// Writes a group in one transaction.
    private func write(_ group: [FileWriter.Change], each: Separation, _ db: Database) throws -> Done {
        let context = WriteContext(db: db, now: now, head: before.head, lastClockEntry: before.lastClockEntry)
        var answers: [@Sendable () -> Void] = []
        answers.reserveCapacity(group.count)
        try transaction(db) {
            for change in group { answers.append(try attempt(change, context, each)) }
            if context.head != before.head {
                try DirectStatement("UPDATE instance SET headSequence = ?", db).run { arguments in
                    arguments.append(context.head.rawValue)
                }
            }
        }
        return Done(context: context, answers: answers, pages: db.takePagesWritten())
    }

    /// Commits all of it or nothing; what the disk answers is told with its errno.
    private func transaction(_ db: Database, _ body: () throws -> Void) throws {
        do {
            try db.inTransaction(.immediate) {
                try body()
                return .commit
            }
        } catch let error as DatabaseError {
            let fault = db.judgeTransaction(error)
            // The log holds the whole of it, and a crash now would bring back what is refused: it is written over.
            if case .full = fault, error.leavesItsFrames { try writeOver(db) }
            throw fault
        }
    }

    /// Commits a change of nothing, which takes the place in the log of what was refused.
    private func writeOver(_ db: Database) throws {
        do {
            try db.execute(sql: "PRAGMA user_version = \(Schema.currentVersion)")
        } catch let error as DatabaseError {
            let fault = db.judgeTransaction(error)
            // Where it is full still, the place is taken all the same, which is all that it is for.
            if case .full = fault, error.leavesItsFrames { return }
            throw StoreError.failed(detail: "\(fault), and the log holds a change that was refused")
        }
    }

    /// Tries one change, and answers what tells its caller: its refusal undoes nothing of its neighbours.
    ///
    /// An error of SQLite itself goes to the whole group: the disk's state is not the change's fault.
    private func attempt(
        _ change: FileWriter.Change,
        _ context: WriteContext,
        _ separation: Separation
    ) throws -> @Sendable () -> Void {
        let (head, movedUrgently, clockEntry) = (context.head, context.movedUrgently, context.clockEntry)
        let written = context.db.totalChangesCount
        do {
            switch separation {
            case .bare:
                return try finish(change, context)
            case .inSavepoint:
                var announce: (@Sendable () -> Void)?
                try context.db.inSavepoint {
                    announce = try finish(change, context)
                    return .commit
                }
                guard let announce else { preconditionFailure("a savepoint that committed ran its change") }
                return announce
            }
        } catch let error as DatabaseError where !error.isConstraintViolation {
            throw error
        } catch {
            switch separation {
            case .bare: guard context.db.totalChangesCount == written else { throw RefusedTooLate() }
            case .inSavepoint: break
            }
            context.resetAfterRollback(head: head, movedUrgently: movedUrgently, lastClockEntry: clockEntry)
            let refusal = error
            return { change.refuse(refusal) }
        }
    }

    private func finish(_ change: FileWriter.Change, _ context: WriteContext) throws -> @Sendable () -> Void {
        let announce = try change.attempt(context)
        try context.counters.save()
        return announce
    }
}

extension DatabaseError {
    fileprivate var isConstraintViolation: Bool { resultCode == .SQLITE_CONSTRAINT }

    /// Whether the failed commit stands whole in the log: its frames come first, then the sync, then the log's index.
    fileprivate var leavesItsFrames: Bool {
        extendedResultCode == .SQLITE_IOERR_FSYNC || extendedResultCode == .SQLITE_IOERR_SHMSIZE
    }
}
