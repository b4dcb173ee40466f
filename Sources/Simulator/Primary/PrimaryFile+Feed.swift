// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

extension PrimaryFile {
    /// Rows of the feed in the association's scope.
    func page(_ request: FeedRequest, of association: Association, limit: Int) -> FeedPage {
        var rows: [FeedRow] = []
        var place = request.after.next
        while place <= request.through {
            if let resource = resource(at: place), association.covers(resource.row),
                request.lane != .urgent || resource.isUrgent
            {
                rows.append(row(resource, association))
                if rows.count == limit { return FeedPage(lane: request.lane, rows: rows, readThrough: place) }
            }
            place = place.next
        }
        return FeedPage(lane: request.lane, rows: rows, readThrough: request.through)
    }

    /// Set-aside rows whose next attempt has come.
    func due(of association: Association, now: Timestamp, limit: Int) -> DuePage {
        var due: [(at: Timestamp, row: RowID)] = []
        var next: Timestamp?
        for (row, setAside) in association.setAside {
            guard let at = setAside.nextAttemptAt else { continue }
            if at <= now { due.append((at, row)) } else { next = min(next ?? at, at) }
        }
        due.sort { ($0.at, $0.row.rawValue) < ($1.at, $1.row.rawValue) }
        return DuePage(rows: due.prefix(limit).map { row(resource($0.row), association) }, nextDueAt: next)
    }

    private func row(_ resource: StoredResource, _ association: Association) -> FeedRow {
        FeedRow(
            row: resource.row,
            resourceID: resource.id,
            sequence: resource.sequence,
            revision: resource.revision,
            size: resource.size,
            key: resource.key.map { row in
                let key = self.resource(row)
                return FeedRow.ProtectingKey(
                    row: key.row,
                    resourceID: key.id,
                    sequence: key.sequence,
                    revision: key.revision,
                    size: key.size,
                    setAside: association.setAside[key.row]?.record
                )
            },
            setAside: association.setAside[resource.row]?.record
        )
    }

    /// How old the oldest unconfirmed change is; nil: nothing is outstanding.
    func oldestOutstanding(of association: Association, _ positions: Positions) -> Timestamp? {
        var oldest = association.setAside.values.map(\.behindSince).min()
        let parts = [(positions.backfill, positions.backfillEnd), (max(positions.live, positions.backfillEnd), head)]
        for (after, through) in parts where hasRow(after: after, through: through, association) {
            guard let time = time(atOrBefore: after.next) else { continue }
            oldest = min(oldest ?? time, time)
        }
        return oldest
    }

    private func hasRow(after: SequenceNumber, through: SequenceNumber, _ association: Association) -> Bool {
        var place = after.next
        while place <= through {
            if let resource = resource(at: place), association.covers(resource.row) { return true }
            place = place.next
        }
        return false
    }

    func standing(of resource: StoredResource, _ association: Association) -> ResourceStanding {
        ResourceStanding(
            row: resource.row,
            resourceID: resource.id,
            sequence: resource.sequence,
            revision: resource.revision,
            isDeleted: resource.isDeleted,
            setAside: association.setAside[resource.row]?.record,
            hasFailedKey: resource.key.map { association.setAside[$0]?.record.cause != nil } ?? false
        )
    }

    func account(of resource: StoredResource, _ association: Association) -> ResourceAccount {
        ResourceAccount(
            standing: standing(of: resource, association),
            createdAt: resource.createdAt,
            changedAt: resource.changedAt,
            isCovered: association.covers(resource.row),
            key: resource.key.map { row in
                let key = self.resource(row)
                return .init(resourceID: key.id, standing: standing(of: key, association))
            },
            associatedAt: association.associatedAt,
            endedAt: association.endedAt
        )
    }
}
