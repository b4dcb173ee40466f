// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
import SyncEngine
import SyncModel

/// What is durable at the primary: its resources, the feed over them, and its associations.
///
/// What InstanceStore does with SQL stands here once more, in memory and as plainly as can be; what decides is the
/// production code of KeyManagement and SyncEngine.
struct PrimaryFile {
    /// One association, with what belongs to it alone.
    struct Association {
        var record: AssociationRecord
        /// The rows that are covered; nil: all.
        var selection: Set<RowID>?
        var setAside: [RowID: SetAside] = [:]
        var associatedAt: Timestamp
        var endedAt: Timestamp?

        func covers(_ row: RowID) -> Bool { selection?.contains(row) ?? true }
    }

    /// A row that the positions do not cover.
    struct SetAside {
        var sequence: SequenceNumber
        var record: SetAsideRecord
        var nextAttemptAt: Timestamp?
        var behindSince: Timestamp
    }

    var instance: Instance
    private(set) var resources: [StoredResource] = []
    /// The row of each sequence, from 1 on; it stands there only if it has not moved on since.
    private(set) var feed: [Int32] = []
    /// The sparse clock of the feed, at most one entry a second.
    private(set) var clock: [(sequence: SequenceNumber, at: Timestamp)] = []
    var associations: [Association] = []
    /// Every replica that it ever had.
    var pairs: Set<InstanceID> = []
    /// Live secrets that name each key.
    private var secretCounts: [RowID: Int] = [:]

    init(instance: Instance) { self.instance = instance }

    var head: SequenceNumber { SequenceNumber(Int64(feed.count)) }

    func resource(_ row: RowID) -> StoredResource { resources[Int(row.rawValue)] }

    func secretCount(of key: RowID) -> Int { secretCounts[key] ?? 0 }

    /// The resource that stands at a place of the feed; nil: it has moved on.
    func resource(at sequence: SequenceNumber) -> StoredResource? {
        let place = Int(sequence.rawValue) - 1
        guard feed.indices.contains(place) else { return nil }
        let resource = resources[Int(feed[place])]
        return resource.sequence == sequence ? resource : nil
    }

    /// Writes what a change made of a resource, at the head of the feed.
    mutating func store(_ changed: StoredResource, isUrgent: Bool, now: Timestamp) {
        var resource = changed
        let place = Int(resource.row.rawValue)
        let old = place < resources.count ? resources[place] : nil
        resource.sequence = head.next
        resource.changedAt = now
        resource.isUrgent = isUrgent || old.map(keepsUrgency) ?? false
        resource.digest = resource.computedDigest
        if case .secret(let secret, _) = resource.content { resource.size = 200 + 100 * secret.versions.count }
        feed.append(Int32(resource.row.rawValue))
        if clock.last.map({ now.since($0.at) >= .seconds(1) || now < $0.at }) ?? true {
            clock.append((resource.sequence, now))
        }
        if let key = old?.key { secretCounts[key, default: 0] -= 1 }
        if let key = resource.key { secretCounts[key, default: 0] += 1 }
        if old == nil { resources.append(resource) } else { resources[place] = resource }
        if let key = resource.key { bring(key, alongWith: resource.row, now: now) }
    }

    /// A later change keeps the flag unless every replica has passed the row's old place.
    private func keepsUrgency(_ old: StoredResource) -> Bool {
        old.isUrgent
            && associations.contains { $0.record.isReplicating && !$0.record.positions.cover(old.sequence) }
    }

    /// A selection that has a secret has its key.
    private mutating func bring(_ key: RowID, alongWith secret: RowID, now: Timestamp) {
        for place in associations.indices where associations[place].selection?.contains(secret) ?? false {
            select([key], of: place, now: now)
        }
    }

    /// Adds to a selection and sets aside what is added, wherever the positions stand.
    mutating func select(_ rows: [RowID], of place: Int, now: Timestamp) {
        let needed = rows + rows.compactMap { resource($0).key }
        for row in needed where associations[place].selection?.insert(row).inserted ?? false {
            guard associations[place].setAside[row] == nil else { continue }
            setAside(row, of: place, now: now)
        }
    }

    private mutating func setAside(_ row: RowID, of place: Int, now: Timestamp) {
        let resource = resource(row)
        associations[place].setAside[row] = SetAside(
            sequence: resource.sequence,
            record: SetAsideRecord(revision: resource.revision, cause: nil),
            nextAttemptAt: now,
            behindSince: now
        )
    }

    /// The time of the last entry of the clock at or before a place.
    func time(atOrBefore sequence: SequenceNumber) -> Timestamp? {
        var (low, high) = (0, clock.count)
        while low < high {
            let middle = (low + high) / 2
            if clock[middle].sequence <= sequence { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : clock[low - 1].at
    }
}
