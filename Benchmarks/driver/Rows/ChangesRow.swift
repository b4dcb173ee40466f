// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Varlink

/// Sustained changes without a replica, against the rate of a call that does nothing, over the same connections.
struct ChangesRow {
    let site: Site
    let size: Int
    let rounds: Int
    let time: Duration

    func measure() throws -> [Figure] {
        let state = site.newState()
        defer { site.remove(state) }
        let daemon = try Daemon(site, state: state)
        let world = try World(daemon)
        try world.createInstances(replicas: 0)
        let load = try world.load(0..<size)
        var idle: [Double] = []
        var changing: [Double] = []
        for round in 1...rounds {
            idle.append(try callIdly(daemon))
            changing.append(try change(world, generation: round))
        }
        try daemon.stop()
        let (limit, ours) = (Samples(idle), Samples(changing))
        return [
            Figure(
                row: "changes",
                title: "sustained changes, \(Pipeline.connections) connections pipelining",
                value: ours.median,
                unit: .perSecond,
                limit: limit.median,
                target: .share(atLeast: 0.5),
                note: "limit: org.varlink.service.GetInfo over the same connections; median of \(rounds)"
            ),
            Figure(
                row: "creations",
                title: "secrets made, \(Pipeline.connections) connections pipelining",
                value: load.rate,
                unit: .perSecond,
                note: "from an empty instance to \(size)"
            ),
        ]
    }

    private func callIdly(_ daemon: Daemon) throws -> Double {
        let deadline = ContinuousClock.now + time
        return try Pipeline(socket: daemon.socket, method: "org.varlink.service.GetInfo").run { _, _ in
            deadline.isOver ? nil : JSONObject.empty
        }.rate
    }

    /// Puts values into secrets all over the instance; they are made beforehand, so that making them costs nothing.
    private func change(_ world: World, generation: Int) throws -> Double {
        let count = min(size, 20_000)
        let stride = size / count
        let calls = try (0..<count).map { try world.population.change($0 * stride, generation: generation) }
        let deadline = ContinuousClock.now + time
        let pipeline = Pipeline(socket: world.daemon.socket, method: SecretsInterface.PutSecretValue.name)
        return try pipeline.run { connection, number in
            let next = connection + number * Pipeline.connections
            return !deadline.isOver && next < calls.count ? calls[next] : nil
        }.rate
    }
}
