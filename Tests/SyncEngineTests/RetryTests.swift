// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel
import Testing

@testable import SyncEngine

@Suite
struct RetryTests {
    @Test(arguments: UInt64(1)...50)
    func `a wait is between half and all of a doubling second, at most 300 s, at least the floor`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let policy = RetryPolicy(base: .seconds(1), cap: .seconds(300))
        for count in 1...70 {
            let whole = Duration.seconds(count > 9 ? 300 : min(300, 1 << (count - 1)))
            let wait = policy.delay(afterFailure: count, floor: .zero, using: &random)
            #expect(wait >= whole * 0.499 && wait <= whole * 1.001, "seed \(seed), failure \(count)")
            #expect(policy.delay(afterFailure: count, floor: .seconds(400), using: &random) == .seconds(400))
        }
        #expect(policy.delay(afterFailure: .max, floor: .zero, using: &random) <= .seconds(301))
        #expect(policy.delay(afterFailure: 0, floor: .zero, using: &random) <= .milliseconds(1001))
    }

    @Test
    func `the same seed gives the same waits, another seed others`() {
        func waits(_ seed: UInt64) -> [Duration] {
            var random = SeededGenerator(seed: seed)
            let policy = RetryPolicy(base: .seconds(1), cap: .seconds(300))
            return (1...10).map { policy.delay(afterFailure: $0, floor: .zero, using: &random) }
        }
        #expect(waits(7) == waits(7) && waits(7) != waits(8))
    }

    @Test
    func `a throttled replica gets fewer requests, and soon as many as before`() {
        var limiter = RateLimiter()
        for _ in 0..<10 { limiter.sent(at: .seconds(1)) }
        #expect(limiter.rate == nil && limiter.notBefore == .zero)
        limiter.throttled(retryAfter: .zero, at: .seconds(1))
        #expect(limiter.rate == 7)
        limiter.throttled(retryAfter: .seconds(9), at: .seconds(2))
        #expect(limiter.notBefore == .seconds(11))
        for _ in 0..<100 { limiter.throttled(retryAfter: .zero, at: .seconds(2)) }
        #expect(limiter.rate == 0.5 && limiter.notBefore == .seconds(11))
        limiter.sent(at: .seconds(20))
        #expect(limiter.notBefore == .seconds(22))
        for _ in 0..<200 { limiter.succeeded() }
        #expect(limiter.rate == nil)
    }
}
