// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Bootstrap: a loaded primary, three empty replicas; from the first association until the last one is in sync.
struct BootstrapRow {
    static let replicas = 3

    let site: Site
    /// How many secrets the primary holds.
    let size: Int
    let rounds: Int

    /// What one measurement leaves for the rows that need a bootstrapped daemon.
    struct Outcome {
        var ours: Samples
        var limit: Samples
        var load: Pipeline.Outcome
        /// Of the last round, which still runs.
        var daemon: Daemon
        var mostResident: Double
    }

    func measure() throws -> Outcome {
        let template = site.newState()
        let loading = try Daemon(site, state: template)
        let world = try World(loading)
        try world.createInstances(replicas: Self.replicas)
        let load = try world.load(0..<size)
        try loading.stop()

        var ours: [Double] = []
        var limit: [Double] = []
        while true {
            let isLast = ours.count == rounds - 1
            let state = isLast ? template : try site.copy(of: template)
            let daemon = try Daemon(site, state: state)
            ours.append(try bootstrap(try World(daemon)))
            let mostResident = try daemon.process.mostResident
            try daemon.stop()
            let model = Site.file(of: World.replica(Self.replicas - 1), in: state)
            limit.append(try Limit(site: site).bootstrap(model: model, files: Self.replicas))
            if isLast {
                return Outcome(
                    ours: Samples(ours),
                    limit: Samples(limit),
                    load: load,
                    daemon: try Daemon(site, state: state),
                    mostResident: mostResident
                )
            }
            site.remove(state)
        }
    }

    private func bootstrap(_ world: World) throws -> Double {
        let start = ContinuousClock.now
        try world.associate(replicas: Self.replicas)
        try world.awaitSynchronization()
        return start.elapsed / .seconds(1)
    }

    func figures(_ outcome: Outcome) -> [Figure] {
        let rate = Double(size * Self.replicas) / outcome.ours.median
        return [
            Figure(
                row: "bootstrap",
                title: "bootstrap of \(grouped(size)) secrets to \(Self.replicas) replicas",
                value: outcome.ours.median,
                unit: .seconds,
                limit: outcome.limit.median,
                target: .share(atLeast: 0.3),
                note: "\(grouped(Int(rate))) resources/s at the replicas; median of \(rounds)"
            ),
            Figure(
                row: "large.memory.most",
                title: "most memory during it",
                value: outcome.mostResident,
                unit: .megabytes,
                target: .atMost(150)
            ),
        ]
    }
}
