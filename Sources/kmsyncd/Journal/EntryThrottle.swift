// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// Holds entries of a kind back once there are many, and counts them instead; knows no clock.
///
/// The first ten of a minute are written, the others counted. After such a minute only counts are written, one a
/// minute, until a minute has ten or fewer. Costs the same however many kinds there are.
struct EntryThrottle<Key: Hashable & Sendable, Entry: Sendable>: Sendable {
    /// What was held back.
    struct Summary: Sendable {
        /// Entries of which kind.
        let key: Key
        /// How many were not written.
        let count: Int
        /// Since when.
        let since: Timestamp
        /// The newest of them: how it stands.
        let last: Entry
    }

    private struct Minute {
        /// Tells this minute apart from an earlier one of the same kind.
        let number: Int
        let start: Timestamp
        var count = 0
        var heldBack = 0
        var last: Entry?
        /// How many of this minute are written.
        let allowed: Int
    }

    /// Most entries of a kind in a minute that are written.
    private let limit: Int
    /// How long a count takes.
    private let interval: Duration
    /// Most kinds that are counted at a time; the oldest gives way.
    private let maximumKeys: Int
    private var minutes: [Key: Minute] = [:]
    /// Every minute in the order of its beginning, those that are over among them until they come to the front.
    private var order: ArraySlice<(key: Key, number: Int)> = []
    private var nextNumber = 0

    /// Writes `limit` entries of a kind in `interval`, and keeps count of `maximumKeys` kinds.
    init(limit: Int = 10, interval: Duration = .seconds(60), maximumKeys: Int = 1024) {
        self.limit = limit
        self.interval = interval
        self.maximumKeys = maximumKeys
    }

    /// Counts an entry; says whether to write it, and what was held back in minutes that this one ends.
    mutating func admit(_ key: Key, _ entry: Entry, at now: Timestamp) -> (isWritten: Bool, ended: [Summary]) {
        var ended: [Summary] = []
        if let minute = minutes[key], isOver(minute, at: now), let summary = end(key, at: now) { ended.append(summary) }
        if minutes[key] == nil {
            if minutes.count >= maximumKeys, let oldest = oldest(), let summary = remove(oldest) {
                ended.append(summary)
            }
            begin(key, at: now, allowed: limit)
        }
        guard var minute = minutes[key] else { preconditionFailure("a minute that has just begun is there") }
        minute.count += 1
        let isWritten = minute.count <= minute.allowed
        if !isWritten {
            minute.heldBack += 1
            minute.last = entry
        }
        minutes[key] = minute
        return (isWritten, ended)
    }

    /// What was held back in minutes that are over; to be asked for about once a minute.
    mutating func collect(at now: Timestamp) -> [Summary] {
        let over = minutes.filter { isOver($0.value, at: now) }.sorted { $0.value.number < $1.value.number }
        return over.compactMap { end($0.key, at: now) }
    }

    /// All that was held back; forgets everything.
    mutating func finish() -> [Summary] {
        minutes.sorted { $0.value.number < $1.value.number }.compactMap { remove($0.key) }
    }

    /// Over after its time, and where the clock was set back.
    private func isOver(_ minute: Minute, at now: Timestamp) -> Bool {
        now < minute.start || now.since(minute.start) >= interval
    }

    private mutating func begin(_ key: Key, at now: Timestamp, allowed: Int) {
        minutes[key] = Minute(number: nextNumber, start: now, allowed: allowed)
        order.append((key, nextNumber))
        nextNumber += 1
        // Kinds that come again and again leave a trace each time: only what is counted now is kept.
        if order.count > 2 * maximumKeys { order = order.filter { minutes[$0.key]?.number == $0.number }[...] }
    }

    /// The kind whose minute began first of those that are counted.
    private mutating func oldest() -> Key? {
        while let (key, number) = order.popFirst() {
            if minutes[key]?.number == number { return key }
        }
        return nil
    }

    private mutating func end(_ key: Key, at now: Timestamp) -> Summary? {
        guard let minute = minutes[key] else { return nil }
        let summary = remove(key)
        // Many until just now: what comes next is counted from its first on.
        if minute.count > limit, now >= minute.start, now.since(minute.start) < interval * 2 {
            begin(key, at: now, allowed: 0)
        }
        return summary
    }

    private mutating func remove(_ key: Key) -> Summary? {
        guard let minute = minutes.removeValue(forKey: key), let last = minute.last else { return nil }
        return Summary(key: key, count: minute.heldBack, since: minute.start, last: last)
    }
}
