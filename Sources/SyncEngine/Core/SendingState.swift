// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// What is on its way, and how large the next batch may be.
struct SendingState: Sendable {
    /// Where a row that is in flight came from, and so where it goes back to.
    enum Origin: Sendable, Hashable {
        case feed
        case urgent
        case due
        /// A key sent before its secret; its own row comes later.
        case aheadOfSecret
    }

    struct Item: Sendable {
        var row: FeedRow
        var origin: Origin
    }

    struct Job: Sendable {
        var session: Int
        var items: [Item]
    }

    var jobs: [Int: Job] = [:]
    var inFlight: Set<RowID> = []
    var nextJob = 1
    var limiter = RateLimiter()
    /// Rotates, so that no queue starves another.
    var turn = 0
    /// Keys that failed in this run, and keys that were confirmed in it.
    var failedKeys: Set<RowID> = []
    var confirmedKeys: Set<RowID> = []
    /// Payloads that did not open once: repeated under a fresh key.
    var integritySuspects: Set<RowID> = []
    /// Keys that the replica says it lacks, although they were confirmed.
    var missingKeys: Set<RowID> = []

    /// Most items of the next batch: halved while batches break.
    private(set) var batchLimit = Int.max
    private var breaks = 0
    /// Items of the smallest batch that broke since the last hello.
    private var brokenSize: Int?
    /// Rows of batches that broke and were not answered since: one of them may be the reason.
    private var suspects: Set<RowID> = []
    private var chargeable: [RowID: Int] = [:]

    /// While batches break, one at a time tells which.
    var isSuspicious: Bool { batchLimit < Int.max }

    /// A payload did not open; answers whether it is worth a repeat.
    mutating func suspectIntegrity(of row: RowID) -> Bool {
        integritySuspects.count < ReplicationPolicy.aheadRows && integritySuspects.insert(row).inserted
    }

    mutating func missKey(_ row: RowID) {
        if missingKeys.count < ReplicationPolicy.aheadRows { missingKeys.insert(row) }
        confirmedKeys.remove(row)
    }

    /// A push broke; whether it is its content's fault is told by the next hello.
    mutating func noteBreak(_ items: [Item]) {
        brokenSize = min(brokenSize ?? items.count, items.count)
        if suspects.count < ReplicationPolicy.laneRows { suspects.formUnion(items.lazy.map(\.row.row)) }
        if items.count == 1, let row = items.first?.row.row { chargeable[row, default: 0] += 1 }
    }

    /// The replica answers hellos: the broken batch itself is suspect.
    mutating func noteHelloAfterBreak() {
        guard let size = brokenSize else { return }
        brokenSize = nil
        breaks += 1
        guard breaks >= ReplicationPolicy.breaksBeforeHalving else { return }
        breaks = 0
        batchLimit = max(1, min(batchLimit, size) / 2)
    }

    /// Whether a single item broke so often that it is charged with it.
    mutating func isCharged(_ row: RowID) -> Bool {
        guard batchLimit == 1, let count = chargeable[row], count >= ReplicationPolicy.breaksBeforeCharging else {
            return false
        }
        absolve(row)
        return true
    }

    /// A batch went through: its rows are not the reason; once none is suspect, batches grow again.
    mutating func noteSuccess(_ items: [Item]) {
        for item in items { absolve(item.row.row) }
        guard suspects.isEmpty else { return }
        breaks = 0
        brokenSize = nil
        guard isSuspicious else { return }
        batchLimit = batchLimit >= 128 ? Int.max : batchLimit * 2
    }

    /// A row is no longer under suspicion.
    mutating func absolve(_ row: RowID) {
        suspects.remove(row)
        chargeable[row] = nil
    }
}
