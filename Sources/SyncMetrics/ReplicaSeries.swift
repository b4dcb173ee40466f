// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import CoreMetrics
import OpenMetrics
import SyncModel

/// What is measured of the way to one replica.
final class ReplicaSeries: Sendable {
    /// What became of a resource that was sent.
    enum Attempt: String, CaseIterable {
        /// The replica holds just that.
        case confirmed
        /// The replica answered, and does not.
        case failed
        /// The request failed: whether the replica holds it is not known.
        case unanswered
    }

    /// What is asked of a replica again and again.
    enum Request: String, CaseIterable {
        case hello
        case heartbeat
        case push
    }

    private let attempts: [Attempt: Counter]
    private let failures: [FailureCode: Counter]
    private let breakerOpens: [FailureCode: Counter]
    private let durations: [Request: Timer]
    private let sentBytes: Counter
    private let inFlight: Meter

    /// Makes all of them, so that a rate can be told from the first failure on.
    init(_ pair: ReplicaPair, _ factory: any MetricsFactory) {
        func counters<Key: RawRepresentable<String>>(_ name: String, _ label: String, _ keys: [Key]) -> [Key: Counter] {
            Dictionary(
                uniqueKeysWithValues: keys.map { key in
                    let dimensions = pair.dimensions + [(label, key.rawValue)]
                    return (key, Counter(label: name, dimensions: dimensions, factory: factory))
                }
            )
        }
        attempts = counters(SyncMetric.attempts.name, "result", Attempt.allCases)
        failures = counters(SyncMetric.failures.name, "cause", FailureCode.allCases.filter(\.canMeetReplication))
        breakerOpens = counters(SyncMetric.breakerOpens.name, "cause", FailureCode.allCases.filter(\.canSuspend))
        durations = Dictionary(
            uniqueKeysWithValues: Request.allCases.map { request in
                let dimensions = pair.dimensions + [("request", request.rawValue)]
                return (
                    request, Timer(label: SyncMetric.requestDuration.name, dimensions: dimensions, factory: factory)
                )
            }
        )
        sentBytes = Counter(label: SyncMetric.sentBytes.name, dimensions: pair.dimensions, factory: factory)
        inFlight = Meter(label: SyncMetric.requestsInFlight.name, dimensions: pair.dimensions, factory: factory)
    }

    func began() { inFlight.increment() }

    func ended(_ request: Request, after duration: Duration) {
        inFlight.decrement()
        durations[request]?.recordNanoseconds(duration.wholeNanoseconds)
    }

    func count(_ attempt: Attempt, _ count: Int = 1) { attempts[attempt]?.increment(by: count) }

    func failed(_ code: FailureCode) { failures[code]?.increment() }

    func suspended(_ code: FailureCode) { breakerOpens[code]?.increment() }

    func sent(bytes: Int) { sentBytes.increment(by: bytes) }

    func destroy() {
        for counter in attempts.values { counter.destroy() }
        for counter in failures.values { counter.destroy() }
        for counter in breakerOpens.values { counter.destroy() }
        for timer in durations.values { timer.destroy() }
        sentBytes.destroy()
        inFlight.destroy()
    }
}

extension FailureCode {
    /// Whether it can come up once replication runs; the others refuse an association or a request.
    var canMeetReplication: Bool { disposition != .refused }

    /// Whether attempts at a replica are suspended for it.
    fileprivate var canSuspend: Bool {
        guard canMeetReplication else { return false }
        switch replicaEffect {
        case .counts, .holds, .holdsDeletions, nil: return true
        case .slows, .takesDown: return false
        }
    }
}

extension Duration {
    /// The duration in nanoseconds, rounded towards zero; as many as fit.
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return isTooLong ? .max : whole + attoseconds / 1_000_000_000
    }
}
