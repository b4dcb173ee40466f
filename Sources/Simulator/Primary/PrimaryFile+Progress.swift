// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

extension PrimaryFile {
    /// Makes progress durable, in one transaction.
    mutating func commit(_ progress: Progress, of place: Int, now: Timestamp) -> CommitReceipt {
        associations[place].record.positions = progress.positions
        if progress.becameActive, associations[place].record.stage == .bootstrapping {
            associations[place].record.stage = .active
        }
        associations[place].record.cause = progress.replicaCause
        associations[place].record.lastContactAt = progress.lastContactAt
        associations[place].record.lastSuccessAt = progress.lastSuccessAt
        for row in progress.setAside {
            let since = associations[place].setAside[row.row]?.behindSince
            associations[place].setAside[row.row] = SetAside(
                sequence: row.sequence,
                record: SetAsideRecord(revision: row.revision, cause: row.cause),
                nextAttemptAt: row.cause.nextAttemptAt,
                behindSince: since ?? time(atOrBefore: row.sequence) ?? now
            )
        }
        for row in progress.cleared {
            guard let known = associations[place].setAside[row.row], known.record.revision <= row.revision else {
                continue
            }
            associations[place].setAside[row.row] = nil
        }
        for key in progress.arrivedKeys { wakeSecrets(of: key, of: place, now: now) }
        return CommitReceipt(
            nextDueAt: associations[place].setAside.values.compactMap(\.nextAttemptAt).min(),
            hasSetAside: !associations[place].setAside.isEmpty
        )
    }

    private mutating func wakeSecrets(of key: ResourceID, of place: Int, now: Timestamp) {
        for (row, setAside) in associations[place].setAside
        where setAside.record.cause?.code == .dependencyMissing && resource(row).key.map({ resource($0).id }) == key {
            associations[place].setAside[row]?.nextAttemptAt = now
        }
    }

    /// What an operator's retry does.
    mutating func forgetBackoff(of place: Int, now: Timestamp) {
        for row in associations[place].setAside.keys { associations[place].setAside[row]?.nextAttemptAt = now }
    }

    /// Step 1 of association; the rules were checked.
    mutating func reserve(_ replica: Instance, selection: Set<RowID>?, now: Timestamp) -> Int {
        pairs.insert(replica.id)
        instance.role = .primary
        associations.append(
            Association(
                record: AssociationRecord(
                    number: AssociationNumber(Int64(associations.count + 1)),
                    replicaID: replica.id,
                    region: replica.region,
                    type: selection == nil ? .allResources : .selectedResources,
                    stage: .reserving,
                    epoch: Epoch(1),
                    positions: Positions(backfill: .zero, backfillEnd: head, live: head),
                    pause: nil,
                    cause: nil,
                    lastContactAt: nil,
                    lastSuccessAt: nil
                ),
                selection: selection,
                associatedAt: now
            )
        )
        return associations.count - 1
    }

    /// Step 3 of disassociation.
    mutating func detach(_ place: Int, now: Timestamp) {
        guard associations[place].record.stage == .disassociating else { return }
        associations[place].record.stage = .disassociated
        associations[place].record.epoch = associations[place].record.epoch.next
        associations[place].setAside = [:]
        associations[place].endedAt = now
    }
}
