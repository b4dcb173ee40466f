// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

@testable import SyncEngine

extension FeedRow {
    static func sample(
        _ row: Int64,
        sequence: Int64,
        revision: Int64 = 1,
        key: ProtectingKey? = nil,
        setAside: SetAsideRecord? = nil
    ) -> FeedRow {
        FeedRow(
            row: RowID(row),
            resourceID: .secret(SecretName(stored: "s\(row)")),
            sequence: SequenceNumber(sequence),
            revision: Revision(revision),
            size: 100,
            key: key,
            setAside: setAside
        )
    }
}

extension FeedPage {
    static func live(_ rows: [FeedRow]) -> FeedPage {
        FeedPage(lane: .live, rows: rows, readThrough: rows.last?.sequence ?? .zero)
    }
}

extension FailureCause {
    static func sample(_ code: FailureCode, next: Timestamp? = nil) -> FailureCause {
        let at = Timestamp(milliseconds: 0)
        return FailureCause(
            code: code,
            detail: nil,
            attempts: 1,
            firstFailedAt: at,
            lastFailedAt: at,
            nextAttemptAt: next
        )
    }
}
