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
    /// An even number.
    let pairs: Int

    private struct Burst {
        var seconds: Double
        /// Seconds of processor time that the daemon took.
        var work: Double
    }

    func measure() throws -> [Figure] {
        let state = site.newState()
        defer { site.remove(state) }
        let daemon = try Daemon(site, state: state)
        let world = try World(daemon)
        try world.createInstances(replicas: replicas)
        try world.load(0..<changes)
        try world.associate(replicas: replicas)
        try world.awaitSynchronization()
        var (healthy, hurt): ([Burst], [Burst]) = ([], [])
        _ = try burst(world, generation: 1)
        for pair in 1...pairs {
            // In turns, so that what grows with every burst weighs on both; the last one is with it down.
            let order = pair.isMultiple(of: 2) ? [false, true] : [true, false]
            for (place, isDown) in order.enumerated() {
                try setOutage(false, world)
                try world.awaitSynchronization()
                if isDown { try setOutage(true, world) }
                let measured = try burst(world, generation: pair * 2 + place)
                if isDown { hurt.append(measured) } else { healthy.append(measured) }
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

    private func figures(_ healthy: [Burst], _ hurt: [Burst], behind: Int, setAside: Int) -> [Figure] {
        let pushes = Double(changes * (replicas - 1))
        let rates = [healthy, hurt].map { Int(pushes / Samples($0.map(\.seconds)).median) }
        let work = Samples(zip(healthy, hurt).map { $1.work / $0.work }).median - 1
        let note =
            "\(grouped(rates[0]))/s, \(grouped(rates[1]))/s; the daemon's processor time by \(Unit.share.text(work))"
        return [
            Figure(
                row: "outage.effect",
                title: "one of \(replicas) replicas down: the others take longer by",
                value: Samples(zip(healthy, hurt).map { $1.seconds / $0.seconds }).median - 1,
                unit: .share,
                target: .atMost(0.05),
                note: "\(pairs) pairs of \(grouped(changes)) changes: \(note)"
            ),
            Figure(
                row: "outage.rows",
                title: "rows written for the one that is down",
                value: Double(setAside),
                unit: .count,
                target: .atMost(0),
                note: "it is behind by \(grouped(behind))"
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

    /// A change of every secret, until all replicas but the last have it.
    private func burst(_ world: World, generation: Int) throws -> Burst {
        let (population, changes) = (world.population, changes)
        let (start, before) = (ContinuousClock.now, try world.daemon.process.processorTime)
        let pipeline = Pipeline(socket: world.daemon.socket, method: SecretsInterface.PutSecretValue.name)
        _ = try pipeline.run { connection, number in
            let next = connection + number * Pipeline.connections
            return next < changes ? try population.change(next, generation: generation) : nil
        }
        for number in 0..<(replicas - 1) { try world.awaitSynchronization(of: World.replica(number)) }
        let work = try world.daemon.process.processorTime - before
        return Burst(seconds: start.elapsed / .seconds(1), work: work / .seconds(1))
    }
}
