// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel
import Testing

@testable import kmsyncd

struct EntryThrottleTests {
    private func time(_ seconds: Int) -> Timestamp { Timestamp(milliseconds: Int64(seconds) * 1000) }

    @Test func `after a calm minute single entries are written again`() {
        var throttle = EntryThrottle<String, Int>()
        for _ in 0..<11 { _ = throttle.admit("a", 0, at: time(0)) }
        #expect(throttle.collect(at: time(60)).map(\.text) == ["a: 1 since 0"])
        // Counted only, as the minute before had many; but these are few.
        for _ in 0..<3 { #expect(!throttle.admit("a", 0, at: time(61)).isWritten) }
        #expect(throttle.collect(at: time(120)).map(\.text) == ["a: 3 since 60"])
        #expect(throttle.admit("a", 0, at: time(121)).isWritten)
    }

    @Test func `a minute ends with the next entry where nobody asks`() {
        var throttle = EntryThrottle<String, Int>()
        for _ in 0..<15 { _ = throttle.admit("a", 0, at: time(0)) }
        let next = throttle.admit("a", 0, at: time(300))
        #expect(next.isWritten)
        #expect(next.ended.map(\.text) == ["a: 5 since 0"])
    }

    @Test func `a clock that is set back holds nothing back for ever`() {
        var throttle = EntryThrottle<String, Int>()
        for _ in 0..<11 { _ = throttle.admit("a", 0, at: time(1000)) }
        let next = throttle.admit("a", 0, at: time(0))
        #expect(next.isWritten)
        #expect(next.ended.map(\.count) == [1])
    }

    @Test func `kinds that are counted are bounded, and the oldest gives way`() {
        var throttle = EntryThrottle<Int, Int>(maximumKeys: 3)
        for key in 0..<3 { for _ in 0..<12 { _ = throttle.admit(key, 0, at: time(key)) } }
        #expect(throttle.admit(3, 0, at: time(3)).ended.map(\.text) == ["0: 2 since 0"])
        #expect(throttle.finish().map(\.key) == [1, 2])
        #expect(throttle.finish().isEmpty)
    }

    @Test func `a summary has the newest that was held back`() {
        var throttle = EntryThrottle<String, Int>(limit: 2)
        for number in 1...5 { _ = throttle.admit("a", number, at: time(0)) }
        #expect(throttle.finish().map(\.last) == [5])
    }

    @Test func `kinds that never come again cost no more the more they are`() {
        var throttle = EntryThrottle<Int, Int>(maximumKeys: 1000)
        for key in 0..<200_000 { #expect(throttle.admit(key, 0, at: time(key / 10_000)).isWritten) }
        #expect(throttle.finish().isEmpty)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `every entry is written or counted exactly once`(_ seed: UInt64) {
        var state = seed
        func random(_ bound: UInt64) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % bound)
        }
        var throttle = EntryThrottle<Int, Int>(limit: 3, maximumKeys: 4)
        var now = 0
        var admitted = 0
        var accounted = 0
        var mostInAMinute: [Int] = []
        var written = 0
        for step in 0..<5000 {
            if random(8) == 0 { now += random(40) }
            if random(50) == 0 { accounted += throttle.collect(at: time(now)).reduce(0) { $0 + $1.count } }
            let (isWritten, ended) = throttle.admit(random(6), step, at: time(now))
            admitted += 1
            accounted += ended.reduce(isWritten ? 1 : 0) { $0 + $1.count }
            written += isWritten ? 1 : 0
            if step % 1000 == 999 {
                mostInAMinute.append(written)
                written = 0
            }
        }
        accounted += throttle.finish().reduce(0) { $0 + $1.count }
        #expect(accounted == admitted, "seed \(seed)")
        #expect(mostInAMinute.allSatisfy { $0 < 1000 }, "seed \(seed)")
    }
}

extension EntryThrottle.Summary {
    fileprivate var text: String { "\(key): \(count) since \(since.milliseconds / 1000)" }
}
