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
        var (idle, refused, changing): ([Double], [Double], [Double]) = ([], [], [])
        for round in 1...rounds {
            idle.append(try callIdly(daemon))
            changing.append(try change(Population(instance: World.primary), daemon, generation: round))
            refused.append(try change(Population(instance: "nowhere"), daemon, generation: round))
        }
        try daemon.stop()
        let ours = Samples(changing)
        let rows = try Limit(site: site).bootstrap(model: Site.file(of: World.primary, in: state), files: 1)
        return [
            Figure(
                row: "changes",
                title: "sustained changes, \(Pipeline.connections) connections pipelining",
                value: ours.median,
                unit: .perSecond,
                limit: Samples(idle).median,
                target: .share(atLeast: 0.5),
                note: "limit: org.varlink.service.GetInfo over the same connections; median of \(rounds)"
            ),
            Figure(
                row: "changes.refused",
                title: "the same against calls of that shape that are refused",
                value: ours.median,
                unit: .perSecond,
                limit: Samples(refused).median,
                target: .context,
                note: "limit: PutSecretValue at an instance that is not there"
            ),
            Figure(
                row: "creations",
                title: "secrets made over those connections",
                value: load.rate,
                unit: .perSecond,
                limit: Double(size) / rows,
                target: .context,
                note: "limit: one thread of C writes the same rows, 256 a transaction; to \(grouped(size))"
            ),
        ]
    }

    private func callIdly(_ daemon: Daemon) throws -> Double {
        let deadline = ContinuousClock.now + time
        return try Pipeline(socket: daemon.socket, method: "org.varlink.service.GetInfo").run { _, _ in
            deadline.isOver ? nil : JSONObject.empty
        }.rate
    }

    /// Puts values into secrets all over an instance; they are made beforehand, so that making them costs nothing.
    ///
    /// Where the instance is not there, every call is refused, and nothing else is done.
    private func change(_ population: Population, _ daemon: Daemon, generation: Int) throws -> Double {
        let count = min(size, 20_000)
        let stride = size / count
        let calls = try (0..<count).map { try population.change($0 * stride, generation: generation) }
        let deadline = ContinuousClock.now + time
        var pipeline = Pipeline(socket: daemon.socket, method: SecretsInterface.PutSecretValue.name)
        pipeline.expectedError = population.instance == World.primary ? nil : "io.kmsync.Instances.InstanceNotFound"
        return try pipeline.run { connection, number in
            let next = connection + number * Pipeline.connections
            return deadline.isOver ? nil : calls[next % calls.count]
        }.rate
    }
}
