// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import OpenMetrics
import SyncModel
import Synchronization

/// What is counted and timed while the daemon works: cheap enough to be done always, whether anybody asks or not.
package final class Measurements: Sendable {
    /// Most series; 64 replicas have about 7,000.
    package static let maximumSeries = 32_768

    private struct State {
        var replicas: [ReplicaPair: ReplicaSeries] = [:]
        var files: [InstanceID: FileSeries] = [:]
    }

    private let factory = OpenMetricsFactory(SyncMetric.measured, seriesLimit: maximumSeries)
    private let state = Mutex(State())

    /// Starts with nothing measured.
    package init() {}

    /// The series of a replica, all of them at 0 where they are new.
    func replica(_ pair: ReplicaPair) -> ReplicaSeries {
        state.withLock { state in
            if let known = state.replicas[pair] { return known }
            let made = ReplicaSeries(pair, factory)
            state.replicas[pair] = made
            return made
        }
    }

    /// The series of an instance's file, all of them at 0 where they are new.
    func file(_ id: InstanceID) -> FileSeries {
        state.withLock { state in
            if let known = state.files[id] { return known }
            let made = FileSeries(id, factory)
            state.files[id] = made
            return made
        }
    }

    /// Makes what is missing of these, and forgets all others: what is gone must not look as if it stood still.
    ///
    /// A replica whose primary cannot be read now is kept, as nobody knows whether it is gone.
    func keepOnly(replicas: Set<ReplicaPair>, ofUnread primaries: Set<InstanceID>, files: Set<InstanceID>) {
        for pair in replicas { _ = replica(pair) }
        for id in files { _ = file(id) }
        state.withLock { state in
            for (pair, series) in state.replicas where !replicas.contains(pair) && !primaries.contains(pair.primary) {
                series.destroy()
                state.replicas[pair] = nil
            }
            for (id, series) in state.files where !files.contains(id) {
                series.destroy()
                state.files[id] = nil
            }
        }
    }

    /// Everything that is measured now.
    func families() -> [MetricFamily] { factory.families() }

    var rejectedCount: Int { factory.rejectedCount }
}

/// Whose series they are: a replica, seen from its primary.
struct ReplicaPair: Hashable, Sendable {
    let primary: InstanceID
    let replica: InstanceID

    var dimensions: [(String, String)] { [("primary", primary.description), ("replica", replica.description)] }

    var labels: [MetricLabel] { dimensions.map { MetricLabel($0.0, $0.1) } }
}
