// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import Testing

@testable import SyncRuntime

struct DueHeapTests {
    @Test func `a heap gives what a sorted array gives, whatever is inserted and cancelled in between`() {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            var heap = DueHeap<Int>()
            var model: [(at: Int, number: Int)] = []
            var now = 0
            for _ in 0..<2000 {
                switch Int.random(in: 0..<10, using: &random) {
                case 0..<5:
                    let at = now + Int.random(in: -5..<50, using: &random)
                    let number = heap.insert(at, at: .seconds(at))
                    model.append((at, number))
                case 5..<8:
                    guard let gone = model.indices.randomElement(using: &random) else { continue }
                    heap.cancel(model.remove(at: gone).number)
                default:
                    now += Int.random(in: 0..<10, using: &random)
                    let due = model.filter { $0.at <= now }.sorted { ($0.at, $0.number) < ($1.at, $1.number) }
                    for expected in due { #expect(heap.popDue(at: .seconds(now)) == expected.at, "seed \(seed)") }
                    #expect(heap.popDue(at: .seconds(now)) == nil, "seed \(seed)")
                    model.removeAll { $0.at <= now }
                }
                #expect(heap.isEmpty == model.isEmpty, "seed \(seed)")
                if let first = model.map(\.at).min() { #expect(heap.firstDue ?? .zero <= .seconds(first)) }
            }
        }
    }

    @Test func `an entry is cancelled once, and a number that was never given cancels nothing`() {
        var heap = DueHeap<String>()
        let first = heap.insert("a", at: .seconds(1))
        _ = heap.insert("b", at: .seconds(1))
        heap.cancel(first)
        heap.cancel(first)
        heap.cancel(99)
        #expect(heap.popDue(at: .seconds(1)) == "b")
        #expect(heap.isEmpty)
        #expect(heap.firstDue == nil)
    }
}
