// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import CoreMetrics
import Synchronization

/// One series of a factory: it is written to from anywhere, and read when somebody asks.
protocol Series: AnyObject, Sendable {
    /// Which family it belongs to.
    var name: String { get }
    /// What tells it apart there, as it is written.
    var labels: [MetricLabel] { get }
    /// Its numbers now.
    var samples: [MetricFamily.Sample] { get }
}

/// Only grows.
final class CounterSeries: Series, CounterHandler, FloatingPointCounterHandler {
    let name: String
    let labels: [MetricLabel]
    private let value = Mutex(0.0)

    init(_ name: String, _ labels: [MetricLabel]) {
        self.name = name
        self.labels = labels
    }

    func increment(by amount: Int64) { increment(by: Double(amount)) }

    /// A counter that went down would look like a restart.
    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        value.withLock { $0 += amount }
    }

    func reset() { value.withLock { $0 = 0 } }

    var samples: [MetricFamily.Sample] {
        [MetricFamily.Sample(suffix: "_total", labels: labels, value: value.withLock { $0 })]
    }
}

/// Goes up and down.
final class GaugeSeries: Series, MeterHandler, RecorderHandler {
    let name: String
    let labels: [MetricLabel]
    private let value = Mutex(0.0)

    init(_ name: String, _ labels: [MetricLabel]) {
        self.name = name
        self.labels = labels
    }

    func set(_ value: Int64) { set(Double(value)) }

    func set(_ value: Double) { self.value.withLock { $0 = value } }

    func increment(by amount: Double) { value.withLock { $0 += amount } }

    func decrement(by amount: Double) { value.withLock { $0 -= amount } }

    func record(_ value: Int64) { set(Double(value)) }

    func record(_ value: Double) { set(value) }

    var samples: [MetricFamily.Sample] { [MetricFamily.Sample(labels: labels, value: value.withLock { $0 })] }
}
