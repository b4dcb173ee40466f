// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation

/// What one size costs: time and memory of a bootstrap, and for the largest also start and failures.
struct ScaleRows {
    static let microsecond = 1e-6

    let site: Site
    let size: Int
    let rounds: Int

    /// Seconds for each resource, all replicas together.
    struct Cost {
        var size: Int
        var ours: Double
        var limit: Double
    }

    func measure(isLast: Bool) throws -> (figures: [Figure], cost: Cost) {
        let replicas = BootstrapRow.replicas
        let outcome = try BootstrapRow(site: site, size: size, rounds: rounds).measure()
        let cost = Cost(
            size: size,
            ours: outcome.ours.median / Double(size),
            limit: outcome.limit.median / Double(size)
        )
        var figures = [time(cost), memory(outcome)]
        if isLast {
            figures.append(
                Figure(
                    row: "scale.ready",
                    title: "ready after start, \(grouped(size)) × \(replicas)",
                    value: outcome.daemon.timeToReady / .seconds(1),
                    unit: .seconds,
                    target: .atMost(1)
                )
            )
            figures.append(try StatusRow(site: site, count: 50).measure(outcome.daemon))
            let failures = FailuresRow(size: size, failures: min(size / 10, 20_000), replicas: replicas)
            figures.append(try failures.measure(outcome.daemon))
            figures.append(
                Figure(
                    row: "scale.memory.failures",
                    title: "most memory of that daemon, failures included",
                    value: try outcome.daemon.process.mostResident,
                    unit: .megabytes,
                    target: .atMost(150)
                )
            )
        }
        try outcome.daemon.stop()
        site.remove(outcome.daemon.state)
        return (figures, cost)
    }

    private func time(_ cost: Cost) -> Figure {
        Figure(
            row: "scale.time.\(size)",
            title: "bootstrap of \(grouped(size)), for each resource",
            value: cost.ours,
            unit: .seconds,
            limit: cost.limit,
            target: .share(atLeast: 0.3),
            size: size,
            note: "\(BootstrapRow.replicas) replicas together; median of \(rounds)"
        )
    }

    private func memory(_ outcome: BootstrapRow.Outcome) -> Figure {
        Figure(
            row: "scale.memory.\(size)",
            title: "most memory during it",
            value: outcome.mostResident,
            unit: .megabytes,
            target: .atMost(150),
            size: size
        )
    }

    /// How much more the time for each resource grows than the limit's own.
    static func growth(from small: Cost, to large: Cost) -> Figure {
        let (ours, limit) = (large.ours / small.ours, large.limit / small.limit)
        return Figure(
            row: "scale.growth",
            title: "growth of time for each resource, \(grouped(small.size)) to \(grouped(large.size))",
            value: ours,
            unit: .times,
            limit: limit,
            target: .multiple(atMost: 1.2)
        )
    }
}
