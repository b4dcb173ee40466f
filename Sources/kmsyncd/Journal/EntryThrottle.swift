// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// Holds entries of a kind back once there are many, and counts them instead; knows no clock.
///
/// The first ten of a minute are written, the others counted. After such a minute only counts are written, one a
/// minute, until a minute has ten or fewer.
struct EntryThrottle<Key: Hashable & Sendable>: Sendable {
    /// What was held back.
    struct Summary: Sendable, Equatable {
        /// Entries of which kind.
        let key: Key
        /// How many were not written.
        let count: Int
        /// Since when.
        let since: Timestamp
    }

    private struct Minute {
        var start: Timestamp
        var count = 0
        var heldBack = 0
        /// How many of this minute are written.
        var allowed: Int
    }

    /// Most entries of a kind in a minute that are written.
    private let limit: Int
    /// How long a count takes.
    private let interval: Duration
    /// Most kinds that are counted at a time; the oldest gives way.
    private let maximumKeys: Int
    private var minutes: [Key: Minute] = [:]

    /// Writes `limit` entries of a kind in `interval`, and keeps count of `maximumKeys` kinds.
    init(limit: Int = 10, interval: Duration = .seconds(60), maximumKeys: Int = 1024) {
        self.limit = limit
        self.interval = interval
        self.maximumKeys = maximumKeys
    }

    /// Counts an entry; says whether to write it, and what was held back in a minute that this one ends.
    mutating func admit(_ key: Key, at now: Timestamp) -> (isWritten: Bool, ended: [Summary]) {
        var ended: [Summary] = []
        if let minute = minutes[key], isOver(minute, at: now), let summary = end(key, at: now) { ended.append(summary) }
        if minutes[key] == nil, minutes.count >= maximumKeys {
            let oldest = minutes.min { $0.value.start < $1.value.start }
            if let oldest, let summary = remove(oldest.key) { ended.append(summary) }
        }
        var minute = minutes[key] ?? Minute(start: now, allowed: limit)
        minute.count += 1
        let isWritten = minute.count <= minute.allowed
        if !isWritten { minute.heldBack += 1 }
        minutes[key] = minute
        return (isWritten, ended)
    }

    /// What was held back in minutes that are over; to be asked for about once a minute.
    mutating func collect(at now: Timestamp) -> [Summary] {
        let over = minutes.filter { isOver($0.value, at: now) }.sorted { $0.value.start < $1.value.start }
        return over.compactMap { end($0.key, at: now) }
    }

    /// All that was held back; forgets everything.
    mutating func finish() -> [Summary] {
        minutes.sorted { $0.value.start < $1.value.start }.compactMap { remove($0.key) }
    }

    /// Over after its time, and where the clock was set back.
    private func isOver(_ minute: Minute, at now: Timestamp) -> Bool {
        now < minute.start || now.since(minute.start) >= interval
    }

    private mutating func end(_ key: Key, at now: Timestamp) -> Summary? {
        guard let minute = minutes[key] else { return nil }
        let summary = remove(key)
        // Many until just now: what comes next is counted from its first on.
        if minute.count > limit, now >= minute.start, now.since(minute.start) < interval * 2 {
            minutes[key] = Minute(start: now, allowed: 0)
        }
        return summary
    }

    private mutating func remove(_ key: Key) -> Summary? {
        guard let minute = minutes.removeValue(forKey: key), minute.heldBack > 0 else { return nil }
        return Summary(key: key, count: minute.heldBack, since: minute.start)
    }
}
