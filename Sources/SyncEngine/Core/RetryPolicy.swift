// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// How long to wait after a failure: exponential with jitter, so that many do not come back at once.
package struct RetryPolicy: Sendable {
    let base: Duration
    let cap: Duration

    /// Waits from `base`, doubling up to `cap`.
    package init(base: Duration, cap: Duration) {
        self.base = base
        self.cap = cap
    }

    /// The wait after failure `count` (1 is the first): `max(floor, U(0.5, 1) * min(cap, base * 2^(count-1)))`.
    package func delay(
        afterFailure count: Int,
        floor: Duration,
        using generator: inout SeededGenerator
    ) -> Duration {
        max(floor, ceiling(afterFailure: count) * generator.factor(0.5...1))
    }

    func ceiling(afterFailure count: Int) -> Duration {
        // 2^20 s is far beyond any cap; the clamp keeps the shift defined.
        min(cap, base * (1 << min(max(count - 1, 0), 20)))
    }

    /// The least wait that a cause asks for.
    static func floor(of code: FailureCode) -> Duration {
        switch code {
        case .primaryReadFailed: .seconds(5)
        case .internalError: .seconds(5)
        case .dependencyMissing: ReplicationPolicy.dependencyRecheck
        default: .zero
        }
    }
}
