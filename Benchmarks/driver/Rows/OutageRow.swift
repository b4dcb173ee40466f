// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Foundation
import Varlink

/// One of many replicas is down while the primary changes: the others must not feel it, and nothing is written for it.
///
/// In pairs: with all replicas there, then with the last one down. Measured is how long the others take to have a burst
/// of changes, and how many rows the primary set aside for the one that is down.
struct OutageRow {
    let site: Site
    let replicas: Int
    let changes: Int
    let pairs: Int

    func measure() throws -> [Figure] {
        let state = site.newState()
        defer { site.remove(state) }
        let daemon = try Daemon(site, state: state)
        let world = try World(daemon)
        try world.createInstances(replicas: replicas)
        try world.load(0..<changes)
        try world.associate(replicas: replicas)
        try world.awaitSynchronization()
        var (healthy, hurt): ([Double], [Double]) = ([], [])
        var generation = 0
        for _ in 0..<pairs {
            generation += 2
            healthy.append(try burst(world, generation: generation - 1))
            try world.awaitSynchronization()
            try setOutage(true, world)
            hurt.append(try burst(world, generation: generation))
            if healthy.count < pairs {
                try setOutage(false, world)
                try world.awaitSynchronization()
            }
        }
        let behind = try world.describe(World.replica(replicas - 1)).counts.pending
        try daemon.stop()
        let setAside = try Limit(site: site).query(
            Site.file(of: World.primary, in: state),
            "SELECT count(*) FROM setAside"
        )
        return figures(healthy, hurt, behind: behind, setAside: setAside)
    }

    private func figures(_ healthy: [Double], _ hurt: [Double], behind: Int, setAside: Int) -> [Figure] {
        let effect = Samples(zip(healthy, hurt).map { $1 / $0 }).median - 1
        let rates = [healthy, hurt].map { Int(Double(changes * (replicas - 1)) / Samples($0).median) }
        return [
            Figure(
                row: "outage.effect",
                title: "one of \(replicas) replicas down: the others take longer by",
                value: effect,
                unit: .share,
                target: .atMost(0.05),
                note: "median of \(pairs) pairs of \(changes) changes; \(rates[0])/s, \(rates[1])/s"
            ),
            Figure(
                row: "outage.rows",
                title: "rows written for the one that is down",
                value: Double(setAside),
                unit: .count,
                target: .atMost(0),
                note: "it is behind by \(behind)"
            ),
        ]
    }

    private func setOutage(_ isDown: Bool, _ world: World) throws {
        let down = World.replica(replicas - 1)
        if isDown {
            _ = try world.client.call(
                FaultsInterface.SetFault.self,
                .init(fault: .init(replicaInstanceId: down, outage: true))
            )
        } else {
            _ = try world.client.call(FaultsInterface.ClearFault.self, .init(replicaInstanceId: down))
            _ = try world.client.call(
                SynchronizationInterface.RetryResources.self,
                .init(primaryInstanceId: World.primary, replicaInstanceId: down)
            )
        }
    }

    /// Seconds until all replicas but the last have a change of every secret.
    private func burst(_ world: World, generation: Int) throws -> Double {
        let (population, changes) = (world.population, changes)
        let start = ContinuousClock.now
        let pipeline = Pipeline(socket: world.daemon.socket, method: SecretsInterface.PutSecretValue.name)
        _ = try pipeline.run { connection, number in
            let next = connection + number * Pipeline.connections
            return next < changes ? try population.change(next, generation: generation) : nil
        }
        for number in 0..<(replicas - 1) { try world.awaitSynchronization(of: World.replica(number)) }
        return start.elapsed / .seconds(1)
    }
}
