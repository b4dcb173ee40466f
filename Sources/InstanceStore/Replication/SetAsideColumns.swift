// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import SyncEngine
import SyncModel

/// How a set-aside row is read beside another row: seven columns, the first one NULL where there is none.
enum SetAsideColumns {
    static func list(_ table: String) -> String {
        ["revision", "code", "detail", "attempts", "firstFailedAt", "lastFailedAt", "nextAttemptAt"]
            .map { "\(table).\($0)" }
            .joined(separator: ", ")
    }

    static func read(_ row: Row, from first: Int) -> SetAsideRecord? {
        guard let revision = row[first] as Int64? else { return nil }
        return SetAsideRecord(revision: Revision(revision), cause: cause(row, from: first + 1))
    }

    /// A cause from six columns; nil where there is no code, or one of a newer version of kmsync.
    static func cause(_ row: Row, from first: Int) -> FailureCause? {
        guard let text = row[first] as String? else { return nil }
        return FailureCause(
            code: FailureCode(rawValue: text) ?? .internalError,
            detail: row[first + 1],
            attempts: row[first + 2],
            firstFailedAt: Timestamp(milliseconds: (row[first + 3] as Int64?) ?? 0),
            lastFailedAt: Timestamp(milliseconds: (row[first + 4] as Int64?) ?? 0),
            nextAttemptAt: (row[first + 5] as Int64?).map(Timestamp.init(milliseconds:))
        )
    }
}
