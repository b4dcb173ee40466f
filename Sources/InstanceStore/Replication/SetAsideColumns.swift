// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// How a set-aside row is read beside another row: seven columns, the first one NULL where there is none.
enum SetAsideColumns {
    static func list(_ table: String) -> String {
        ["revision", "code", "detail", "attempts", "firstFailedAt", "lastFailedAt", "nextAttemptAt"]
            .map { "\(table).\($0)" }
            .joined(separator: ", ")
    }

    static func read(_ row: DirectStatement.Columns, from first: Int32) -> SetAsideRecord? {
        guard let revision = row.optionalInt64(first) else { return nil }
        return SetAsideRecord(revision: Revision(revision), cause: cause(row, from: first + 1))
    }

    /// A cause from six columns; nil where there is no code, or one of a newer version of kmsync.
    static func cause(_ row: DirectStatement.Columns, from first: Int32) -> FailureCause? {
        guard let text = row.optionalText(first) else { return nil }
        return FailureCause(
            code: FailureCode(rawValue: text) ?? .internalError,
            detail: row.optionalText(first + 1),
            attempts: row.int(first + 2),
            firstFailedAt: Timestamp(milliseconds: row.int64(first + 3)),
            lastFailedAt: Timestamp(milliseconds: row.int64(first + 4)),
            nextAttemptAt: row.optionalTimestamp(first + 5)
        )
    }
}
