// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import CoreMetrics
import Synchronization

/// A backend of swift-metrics that keeps what is measured, for whoever asks.
///
/// Counters, meters and recorders that do not aggregate are one number each; timers, in seconds, and other recorders are
/// histograms. The same label and dimensions give the same series, until it is destroyed by any who has it.
package final class OpenMetricsFactory: Sendable {
    /// Bounds of what was not described, in seconds or whatever was recorded: 5 ms to an hour.
    package static let defaultBounds: [Double] = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600,
    ]

    private struct Family {
        let description: MetricDescription
        /// By their labels, whose order does not count.
        var series: [Set<MetricLabel>: any Series] = [:]
    }

    private struct State {
        var families: [String: Family] = [:]
        /// Names, in the order in which they came.
        var order: [String] = []
        var seriesCount = 0
        var rejected = 0
    }

    private let state: Mutex<State>
    private let seriesLimit: Int

    /// Knows what the descriptions say from the start, and learns the rest as it is made.
    ///
    /// Once there are `seriesLimit` series, what is made beyond them is measured for nobody, and counted as rejected.
    package init(_ descriptions: [MetricDescription], seriesLimit: Int) {
        var state = State()
        for description in descriptions {
            state.order.append(description.name)
            state.families[description.name] = Family(description: description)
        }
        self.state = Mutex(state)
        self.seriesLimit = seriesLimit
    }

    /// Everything that is measured, the described families first; series sorted by their labels.
    package func families() -> [MetricFamily] {
        let families = state.withLock { state in state.order.compactMap { state.families[$0] } }
        return families.map { family in
            let series = family.series.values.sorted { $0.labels.lexicographicallyPrecedes($1.labels) }
            return MetricFamily(family.description, samples: series.flatMap(\.samples))
        }
    }

    /// How many series were made beyond the limit, or of another kind than their family.
    package var rejectedCount: Int { state.withLock { $0.rejected } }

    /// The series of this name and these dimensions, kept from now on where it can be.
    private func series<Made: Series>(
        _ label: String,
        _ dimensions: [(String, String)],
        _ kind: MetricDescription.Kind,
        _ make: (String, [MetricLabel], MetricDescription.Kind) -> Made
    ) -> Made {
        let name = MetricName.valid(label)
        let labels = dimensions.map { MetricLabel($0.0, $0.1) }
        let key = Set(labels)
        return state.withLock { state in
            let described = state.families[name]?.description.kind ?? kind
            if let known = state.families[name]?.series[key] as? Made { return known }
            let made = make(name, labels, described)
            guard described.isOneKind(with: kind), state.seriesCount < seriesLimit else {
                state.rejected += 1
                return made
            }
            if state.families[name] == nil {
                state.order.append(name)
                state.families[name] = Family(description: MetricDescription(name, kind, help: ""))
            }
            state.families[name]?.series[key] = made
            state.seriesCount += 1
            return made
        }
    }

    private func remove(_ handler: AnyObject) {
        guard let series = handler as? any Series else { return }
        state.withLock { state in
            let key = Set(series.labels)
            guard state.families[series.name]?.series[key] === series else { return }
            state.families[series.name]?.series[key] = nil
            state.seriesCount -= 1
        }
    }
}

extension OpenMetricsFactory: MetricsFactory {
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter) { name, labels, _ in CounterSeries(name, labels) }
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, dimensions, .counter) { name, labels, _ in CounterSeries(name, labels) }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, .gauge) { name, labels, _ in GaugeSeries(name, labels) }
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        if !aggregate { return series(label, dimensions, .gauge) { name, labels, _ in GaugeSeries(name, labels) } }
        return histogram(label, dimensions)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions)
    }

    package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }

    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }

    package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }

    package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }

    package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    private func histogram(_ label: String, _ dimensions: [(String, String)]) -> HistogramSeries {
        series(label, dimensions, .histogram(bounds: Self.defaultBounds)) { name, labels, kind in
            let bounds = if case .histogram(let bounds) = kind { bounds } else { Self.defaultBounds }
            return HistogramSeries(name, labels, bounds: bounds)
        }
    }
}

extension MetricDescription.Kind {
    /// Bounds apart.
    fileprivate func isOneKind(with other: Self) -> Bool {
        switch (self, other) {
        case (.counter, .counter), (.gauge, .gauge), (.histogram, .histogram), (.stateSet, .stateSet), (.info, .info):
            true
        case (.counter, _), (.gauge, _), (.histogram, _), (.stateSet, _), (.info, _): false
        }
    }
}
