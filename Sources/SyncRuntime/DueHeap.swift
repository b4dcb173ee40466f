// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A binary heap of what is due when; a cancelled entry is dropped when its turn comes.
struct DueHeap<Value> {
    private struct Entry {
        var at: Duration
        var number: Int
        var value: Value
    }

    private var entries: [Entry] = []
    private var live: Set<Int> = []
    private var nextNumber = 0

    var isEmpty: Bool { live.isEmpty }

    /// When the first entry is due.
    var firstDue: Duration? { entries.first?.at }

    mutating func insert(_ value: Value, at: Duration) -> Int {
        nextNumber += 1
        live.insert(nextNumber)
        entries.append(Entry(at: at, number: nextNumber, value: value))
        siftUp(entries.count - 1)
        return nextNumber
    }

    /// Forgets an entry; a heap of mostly forgotten ones is rebuilt, so that memory follows what is alive.
    mutating func cancel(_ number: Int) {
        guard live.remove(number) != nil, entries.count > 64, live.count * 4 < entries.count else { return }
        let kept = entries.filter { live.contains($0.number) }
        entries = []
        for entry in kept {
            entries.append(entry)
            siftUp(entries.count - 1)
        }
    }

    /// Removes and answers the first entry if it is due.
    mutating func popDue(at now: Duration) -> Value? {
        while let first = entries.first, first.at <= now || !live.contains(first.number) {
            removeFirst()
            if live.remove(first.number) != nil { return first.value }
        }
        return nil
    }

    private mutating func removeFirst() {
        entries.swapAt(0, entries.count - 1)
        entries.removeLast()
        siftDown(0)
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        (entries[left].at, entries[left].number) < (entries[right].at, entries[right].number)
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        while index > 0, isBefore(index, (index - 1) / 2) {
            entries.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func siftDown(_ start: Int) {
        var index = start
        while true {
            var smallest = index
            for child in [2 * index + 1, 2 * index + 2] where child < entries.count && isBefore(child, smallest) {
                smallest = child
            }
            guard smallest != index else { return }
            entries.swapAt(index, smallest)
            index = smallest
        }
    }
}
