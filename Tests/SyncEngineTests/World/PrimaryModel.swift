// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// The primary's file: the feed as an array of resources with their places, and what is durable of the association.
struct PrimaryModel {
    struct Resource {
        var row: RowID
        var id: ResourceID
        var key: RowID?
        var sequence: SequenceNumber
        var revision: Revision
        var isUrgent = false
        var isDeleted = false
    }

    struct SetAside {
        var sequence: SequenceNumber
        var record: SetAsideRecord
        var nextAttemptAt: Timestamp?
    }

    var resources: [Resource] = []
    var head = SequenceNumber.zero
    var positions = Positions(backfill: .zero, backfillEnd: .zero, live: .zero)
    var setAside: [RowID: SetAside] = [:]
    var isActive = false
    var replicaCause: FailureCause?
    var lastContactAt: Timestamp?

    /// What a digest would be: every revision has its own.
    static func digest(_ row: RowID, _ revision: Revision) -> Digest? {
        var bytes = [UInt8](repeating: 0, count: Digest.size)
        for place in 0..<8 {
            bytes[place] = UInt8(truncatingIfNeeded: row.rawValue >> (8 * place))
            bytes[place + 8] = UInt8(truncatingIfNeeded: revision.rawValue >> (8 * place))
        }
        return Digest(bytes)
    }

    mutating func add(key: RowID?) -> RowID {
        let row = RowID(Int64(resources.count))
        let id: ResourceID =
            key == nil && row.rawValue % 3 == 0
            ? .key(KeyID(stored: "k\(row.rawValue)")) : .secret(SecretName(stored: "s\(row.rawValue)"))
        head = head.next
        resources.append(Resource(row: row, id: id, key: key, sequence: head, revision: Revision(1)))
        return row
    }

    mutating func change(_ place: Int, isUrgent: Bool, deletes: Bool) {
        head = head.next
        resources[place].sequence = head
        resources[place].revision = resources[place].revision.next
        resources[place].isUrgent = resources[place].isUrgent || isUrgent
        if deletes && resources[place].id.kind == .secret { resources[place].isDeleted = true }
    }

    func feedRow(_ resource: Resource) -> FeedRow {
        let key = resource.isDeleted ? nil : resource.key.map { resources[Int($0.rawValue)] }
        return FeedRow(
            row: resource.row,
            resourceID: resource.id,
            sequence: resource.sequence,
            revision: resource.revision,
            size: 300,
            key: key.map {
                FeedRow.ProtectingKey(
                    row: $0.row,
                    resourceID: $0.id,
                    sequence: $0.sequence,
                    revision: $0.revision,
                    size: 300,
                    setAside: setAside[$0.row]?.record
                )
            },
            setAside: setAside[resource.row]?.record
        )
    }

    func page(_ request: FeedRequest, limit: Int) -> FeedPage {
        let all = resources.filter {
            $0.sequence > request.after && $0.sequence <= request.through && (request.lane != .urgent || $0.isUrgent)
        }.sorted { $0.sequence < $1.sequence }
        let rows = all.prefix(min(limit, request.limit)).map(feedRow)
        let isWhole = rows.count == all.count
        return FeedPage(
            lane: request.lane,
            rows: rows,
            readThrough: isWhole ? request.through : rows.last?.sequence ?? request.through
        )
    }

    func due(now: Timestamp, limit: Int) -> DuePage {
        let due = setAside.filter { $0.value.nextAttemptAt.map { $0 <= now } ?? false }
            .sorted { ($0.value.sequence, $0.key.rawValue) < ($1.value.sequence, $1.key.rawValue) }
        let later = setAside.values.compactMap(\.nextAttemptAt).filter { $0 > now }.min()
        return DuePage(rows: due.prefix(limit).map { feedRow(resources[Int($0.key.rawValue)]) }, nextDueAt: later)
    }

    /// One transaction.
    mutating func commit(_ progress: Progress, now: Timestamp) -> CommitReceipt {
        positions = progress.positions
        isActive = isActive || progress.becameActive
        replicaCause = progress.replicaCause
        lastContactAt = progress.lastContactAt
        for row in progress.setAside {
            setAside[row.row] = SetAside(
                sequence: row.sequence,
                record: SetAsideRecord(revision: row.revision, cause: row.cause),
                nextAttemptAt: row.cause.nextAttemptAt
            )
        }
        for row in progress.cleared where setAside[row.row].map({ $0.record.revision <= row.revision }) ?? false {
            setAside[row.row] = nil
        }
        for key in progress.arrivedKeys {
            for resource in resources where resource.key.map({ resources[Int($0.rawValue)].id == key }) ?? false {
                guard setAside[resource.row]?.record.cause?.code == .dependencyMissing else { continue }
                setAside[resource.row]?.nextAttemptAt = now
            }
        }
        return CommitReceipt(
            nextDueAt: setAside.values.compactMap(\.nextAttemptAt).min(),
            hasSetAside: !setAside.isEmpty
        )
    }

    /// What an operator's retry does.
    mutating func forgetBackoff(now: Timestamp) {
        for row in setAside.keys { setAside[row]?.nextAttemptAt = now }
    }
}
