// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

@testable import SyncEngine

@Suite
struct BreakerTests {
    private var breaker = Breaker(policy: ReplicationPolicy())

    private mutating func fail(at second: Int) -> Bool { breaker.callFailed(at: .seconds(second)) }

    @Test
    mutating func `five failures in a row open it, four do not`() {
        var opened = (0..<4).map { _ in fail(at: 1) }
        breaker.callSucceeded(at: .seconds(1))
        opened += (0..<4).map { _ in fail(at: 2) }
        #expect(!opened.contains(true))
        let last = fail(at: 2)
        #expect(last && breaker.isOpen)
    }

    @Test
    mutating func `half of twenty calls within thirty seconds open it`() {
        for call in 0..<9 {
            breaker.callSucceeded(at: .seconds(call))
            let opened = fail(at: call)
            #expect(!opened)
        }
        breaker.callSucceeded(at: .seconds(10))
        let opened = fail(at: 10)
        #expect(opened)
    }

    @Test
    mutating func `calls of more than thirty seconds ago do not count`() {
        for _ in 0..<9 {
            breaker.callSucceeded(at: .seconds(0))
            let opened = fail(at: 0)
            #expect(!opened)
        }
        breaker.callSucceeded(at: .seconds(31))
        let opened = fail(at: 31)
        #expect(!opened)
    }

    @Test(arguments: UInt64(1)...20)
    func `it stays open for 5 s doubling to 300 s, give or take a fifth`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var breaker = Breaker(policy: ReplicationPolicy())
        for _ in 0..<4 { _ = breaker.callFailed(at: .zero) }
        for opening in 1...80 {
            let isOpen = breaker.callFailed(at: .zero)
            #expect(isOpen && breaker.openings == opening)
            let middle = min(300.0, opening > 10 ? 300 : 5 * Double(1 << (opening - 1)))
            let time = breaker.openTime(using: &random)
            let range = Duration.seconds(middle * 0.799)...Duration.seconds(middle * 1.201)
            #expect(range.contains(time), "seed \(seed), opening \(opening)")
        }
        breaker.close()
        #expect(!breaker.isOpen && breaker.failuresInARow == 0)
    }
}
