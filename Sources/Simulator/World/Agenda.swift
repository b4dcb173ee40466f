// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What is to happen when, in virtual time; what was planned first happens first at the same time.
struct Agenda {
    private struct Entry {
        var time: Int64
        var order: Int64
        var action: () -> Void
    }

    private var heap: [Entry] = []
    private var planned: Int64 = 0

    /// Plans an action; `time` is in microseconds since the run began.
    mutating func plan(at time: Int64, _ action: @escaping () -> Void) {
        planned += 1
        heap.append(Entry(time: time, order: planned, action: action))
        var child = heap.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// The next action; nil: nothing more happens.
    mutating func next() -> (time: Int64, action: () -> Void)? {
        guard !heap.isEmpty else { return nil }
        heap.swapAt(0, heap.count - 1)
        let first = heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            if 2 * parent + 1 < heap.count, isBefore(2 * parent + 1, least) { least = 2 * parent + 1 }
            if 2 * parent + 2 < heap.count, isBefore(2 * parent + 2, least) { least = 2 * parent + 2 }
            guard least != parent else { return (first.time, first.action) }
            heap.swapAt(least, parent)
            parent = least
        }
    }

    /// Forgets everything: actions hold on to the run that they belong to.
    mutating func clear() { heap = [] }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        heap[left].time != heap[right].time
            ? heap[left].time < heap[right].time : heap[left].order < heap[right].order
    }
}
