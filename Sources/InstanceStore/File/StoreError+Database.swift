// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB

extension StoreError {
    /// Tells a full disk from a failed one.
    init(_ error: any Error) {
        switch error {
        case let error as StoreError:
            self = error
        case let error as DatabaseError where error.resultCode == .SQLITE_FULL:
            self = .full
        case let error as DatabaseError where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE:
            // The index of the log holds nothing durable; it only cannot grow (https://sqlite.org/rescode.html).
            self = .full
        case let error as DatabaseError where error.resultCode == .SQLITE_MISUSE:
            // What GRDB throws on a pool that was closed.
            self = .closed
        case let error as DatabaseError where error.resultCode == .SQLITE_NOTADB || error.resultCode == .SQLITE_CORRUPT:
            self = .damaged(reason: error.message ?? "error \(error.extendedResultCode.rawValue)")
        case let error as DatabaseError where Self.diskCodes.contains(error.resultCode):
            self = .failed(detail: error.withoutStatement)
        case let error as DatabaseError:
            self = .defect(detail: error.withoutStatement)
        default:
            self = .defect(detail: "\(type(of: error))")
        }
    }

    private static let diskCodes: [ResultCode] = [
        .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_NOLFS, .SQLITE_PROTOCOL,
    ]
}

extension DatabaseError {
    /// Code and message; never the statement's arguments.
    fileprivate var withoutStatement: String {
        "SQLite \(extendedResultCode.rawValue), \(message ?? "no message")"
    }
}
