// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// What a replica lacks, and since when: known to the simulator, and to nobody in it.
struct BehindLedger {
    private var since: [RowID: Int64] = [:]
    /// When what is lacked was last changed: an earlier change that the newest one stands for is no change to send.
    private var changed: [RowID: Int64] = [:]
    private var worst: [RowID: Int64] = [:]

    var isEmpty: Bool { since.isEmpty }
    var count: Int { since.count }

    /// The primary has something newer; `time` is in microseconds.
    mutating func lack(_ row: RowID, at time: Int64) {
        if since[row] == nil { since[row] = time }
    }

    /// The primary has something newer still.
    mutating func change(_ row: RowID, at time: Int64) {
        lack(row, at: time)
        changed[row] = time
    }

    /// The replica has the newest.
    mutating func have(_ row: RowID, at time: Int64) {
        guard let began = since.removeValue(forKey: row) else { return }
        changed[row] = nil
        if time - began > worst[row] ?? 0 { worst[row] = time - began }
    }

    /// Since when the oldest is missing; nil: nothing is.
    var oldest: Int64? { since.values.min() }

    /// The time of the oldest change that still stands and is missing; nil: none is.
    var oldestStanding: Int64? { since.map { max($0.value, changed[$0.key] ?? 0) }.min() }

    /// Nothing is expected of the replica any more.
    mutating func forget() { since = [:] }

    /// The rows that were missing for longest, in microseconds.
    func longest(_ count: Int, at time: Int64) -> [(row: RowID, time: Int64)] {
        let all = worst.merging(since.mapValues { time - $0 }) { max($0, $1) }
        return all.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }.prefix(count)
            .map { ($0.key, $0.value) }
    }
}
