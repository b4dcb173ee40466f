// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import CoreMetrics
import Synchronization

/// Counts values by how large they are; a timer's are in seconds.
final class HistogramSeries: Series, RecorderHandler, TimerHandler {
    private struct Counts {
        /// Of each bound those above the one before it, and last those above all.
        var each: [Int]
        var sum = 0.0
    }

    let name: String
    let labels: [MetricLabel]
    private let bounds: [Double]
    private let counts: Mutex<Counts>

    init(_ name: String, _ labels: [MetricLabel], bounds: [Double]) {
        self.name = name
        self.labels = labels
        self.bounds = bounds
        counts = Mutex(Counts(each: Array(repeating: 0, count: bounds.count + 1)))
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        // The sum would be no number for good.
        guard value.isFinite else { return }
        let place = bounds.firstIndex { value <= $0 } ?? bounds.count
        counts.withLock { counts in
            counts.each[place] += 1
            counts.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    var samples: [MetricFamily.Sample] {
        let (each, sum) = counts.withLock { ($0.each, $0.sum) }
        var samples: [MetricFamily.Sample] = []
        var total = 0
        for (count, bound) in zip(each, bounds + [.infinity]) {
            total += count
            let text = bound.isInfinite ? "+Inf" : "\(bound)"
            samples.append(
                MetricFamily.Sample(
                    suffix: "_bucket",
                    labels: labels + [MetricLabel("le", text)],
                    value: Double(total)
                )
            )
        }
        samples.append(MetricFamily.Sample(suffix: "_count", labels: labels, value: Double(total)))
        samples.append(MetricFamily.Sample(suffix: "_sum", labels: labels, value: sum))
        return samples
    }
}
