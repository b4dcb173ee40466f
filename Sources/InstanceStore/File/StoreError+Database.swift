// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import GRDBSQLite
import Glibc

extension StoreError {
    /// Tells a full disk from a failed one, as far as SQLite's code alone says.
    init(_ error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError: self.init(error, systemError: 0)
        default: self = .defect(detail: "\(type(of: error))")
        }
    }

    /// `systemError` is the errno of the call that failed; 0 where it is not known.
    init(_ error: DatabaseError, systemError: Int32) {
        switch error.resultCode {
        case .SQLITE_FULL:
            self = .full
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE:
            // The index of the log holds nothing durable; it only cannot grow (https://sqlite.org/rescode.html).
            self = .full
        case .SQLITE_IOERR where Self.isNoSpace(systemError),
            .SQLITE_CANTOPEN where Self.isNoSpace(systemError):
            // SQLite itself knows ENOSPC of a write only: not a quota, and not what comes to light at a sync.
            self = .full
        case .SQLITE_MISUSE:
            // What GRDB throws on a pool that was closed.
            self = .closed
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            self = .damaged(reason: error.message ?? "error \(error.extendedResultCode.rawValue)")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self = .locked
        case let code where Self.diskCodes.contains(code):
            let reason = systemError == 0 ? "" : ": \(String(cString: strerror(systemError)))"
            self = .failed(detail: error.withoutStatement + reason)
        default:
            self = .defect(detail: error.withoutStatement)
        }
    }

    /// Whether an errno says that the disk or the quota is full.
    static func isNoSpace(_ systemError: Int32) -> Bool { systemError == ENOSPC || systemError == EDQUOT }

    private static let diskCodes: [ResultCode] = [
        .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_NOLFS, .SQLITE_PROTOCOL,
    ]
}

extension Database {
    /// Does something on this connection; an error of SQLite comes out as a `StoreError` that knows its errno.
    func judged<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try body(self)
        } catch let error as DatabaseError {
            throw StoreError(error, systemError: sqlite3_system_errno(sqliteConnection))
        }
    }

    /// What an error of a transaction means that this connection met just now.
    ///
    /// SQLite notes no errno of a commit that fails: what wrote to the log knows it.
    func judgeTransaction(_ error: DatabaseError) -> StoreError {
        switch error.extendedResultCode {
        case .SQLITE_IOERR_WRITE, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC, .SQLITE_IOERR_TRUNCATE:
            StoreError(error, systemError: logErrno)
        default:
            StoreError(error, systemError: sqlite3_system_errno(sqliteConnection))
        }
    }

    /// The errno of the last call that failed on the log; 0 where none did.
    private var logErrno: Int32 {
        var file: UnsafeMutablePointer<sqlite3_file>?
        var number: Int32 = 0
        guard sqlite3_file_control(sqliteConnection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file) == SQLITE_OK,
            let file, let control = file.pointee.pMethods?.pointee.xFileControl
        else { return 0 }
        _ = control(file, SQLITE_FCNTL_LAST_ERRNO, &number)
        return number
    }
}

extension DatabaseError {
    /// Code and message; never the statement's arguments.
    fileprivate var withoutStatement: String {
        "SQLite \(extendedResultCode.rawValue), \(message ?? "no message")"
    }
}
