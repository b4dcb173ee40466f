// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// Stops attempts at a replica that keeps failing: opens after failures in a row, or a large share of failed calls.
struct Breaker: Sendable {
    private struct Second: Sendable {
        var number: Int64
        var calls = 0
        var failures = 0
    }

    private let policy: ReplicationPolicy
    private var recent: [Second] = []
    /// Failures in a row.
    private(set) var failuresInARow = 0
    /// Openings since it last closed; 0 while closed.
    private(set) var openings = 0

    init(policy: ReplicationPolicy) { self.policy = policy }

    var isOpen: Bool { openings > 0 }

    /// A call succeeded; an open breaker closes by `close`, not by this.
    mutating func callSucceeded(at uptime: Duration) {
        failuresInARow = 0
        count(failed: false, at: uptime)
    }

    /// A call failed; answers whether the breaker is open now.
    mutating func callFailed(at uptime: Duration) -> Bool {
        failuresInARow += 1
        count(failed: true, at: uptime)
        if isOpen || failuresInARow >= policy.breakerFailures || mostFail { openings += 1 }
        return isOpen
    }

    /// The probe went through: as before.
    mutating func close() {
        openings = 0
        failuresInARow = 0
        recent = []
    }

    /// How long to stay open: `U(0.8, 1.2) * min(cap, base * 2^(openings-1))`.
    func openTime(using generator: inout SeededGenerator) -> Duration {
        RetryPolicy(base: policy.breakerBase, cap: policy.breakerCap)
            .ceiling(afterFailure: openings) * generator.factor(0.8...1.2)
    }

    private var mostFail: Bool {
        let calls = recent.reduce(0) { $0 + $1.calls }
        let failures = recent.reduce(0) { $0 + $1.failures }
        return calls >= policy.breakerMinimumCalls && failures * 2 >= calls
    }

    private mutating func count(failed: Bool, at uptime: Duration) {
        let second = uptime.components.seconds
        let oldest = second - policy.breakerWindow.components.seconds
        recent.removeAll { $0.number <= oldest }
        if recent.last?.number != second { recent.append(Second(number: second)) }
        recent[recent.count - 1].calls += 1
        if failed { recent[recent.count - 1].failures += 1 }
    }
}
