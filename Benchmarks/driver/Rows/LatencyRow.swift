// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Varlink

/// One change to three idle replicas, from the call until the last replica has confirmed it.
struct LatencyRow {
    static let replicas = 3
    static let size = 1000

    let site: Site
    let rounds: Int
    /// Changes in each round.
    let count: Int

    func measure() throws -> [Figure] {
        let limit = Limit(site: site)
        let state = site.newState()
        defer { site.remove(state) }
        try prepare(state)
        let model = "\(site.directory)/model.sqlite"
        try site.copyFile(Site.file(of: World.replica(0), in: state), to: model)
        var (ours, best, commits): ([Double], [Double], [Double]) = ([], [], [])
        let daemon = try Daemon(site, state: state)
        let world = try World(daemon)
        for round in 1...rounds {
            try world.awaitSynchronization()
            best += try limit.changes(model: model, replicas: Self.replicas, count: count)
            let measured = try change(world, generation: round)
            ours += measured.whole
            commits += measured.commit
        }
        try daemon.stop()
        return figures(Samples(ours), limit: Samples(best), commits: Samples(commits))
    }

    private func prepare(_ state: String) throws {
        let daemon = try Daemon(site, state: state)
        let world = try World(daemon)
        try world.createInstances(replicas: Self.replicas)
        try world.load(0..<Self.size)
        try world.associate(replicas: Self.replicas)
        try world.awaitSynchronization()
        try daemon.stop()
    }

    private func change(_ world: World, generation: Int) throws -> (whole: [Double], commit: [Double]) {
        let listener = try world.daemon.client()
        let events = MonitorInterface.Subscribe.Parameters(
            instanceId: World.primary,
            events: ["resource_synchronized"]
        )
        try listener.send(MonitorInterface.Subscribe.name, try JSONObject.encode(events), mode: .more)
        try listener.flush()
        var (whole, commit): ([Double], [Double]) = ([], [])
        for number in 0..<count {
            let parameters = try world.population.change(number, generation: generation)
            let name = "secret/\(world.population.name(number))"
            let start = ContinuousClock.now
            _ = try world.client.callRaw(SecretsInterface.PutSecretValue.name, parameters)
            commit.append(start.elapsed / .seconds(1))
            var confirmed: Set<String> = []
            while confirmed.count < Self.replicas {
                let reply = try listener.receive(timeout: .seconds(30)).result()
                let event = try JSONObject.decode(MonitorInterface.Subscribe.Reply.self, from: reply).event
                if event.resourceId == name, let replica = event.replicaInstanceId { confirmed.insert(replica) }
            }
            whole.append(start.elapsed / .seconds(1))
        }
        listener.close()
        return (whole, commit)
    }

    private func figures(_ ours: Samples, limit: Samples, commits: Samples) -> [Figure] {
        [
            Figure(
                row: "latency.p99",
                title: "one change to \(Self.replicas) idle replicas, p99",
                value: ours.p99,
                unit: .seconds,
                limit: limit.p99,
                target: .multiple(atMost: 3),
                note: "of \(ours.count)"
            ),
            Figure(
                row: "latency.p50",
                title: "one change to \(Self.replicas) idle replicas, p50",
                value: ours.median,
                unit: .seconds,
                limit: limit.median,
                note: "of it the call at the primary: \(Unit.seconds.text(commits.median))"
            ),
        ]
    }
}
