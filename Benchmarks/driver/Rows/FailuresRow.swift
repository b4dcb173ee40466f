// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Glibc
import SyncModel
import Varlink

/// The first page of failures, as `kmsync resource list --status failed` asks for it, among many and among all the rest.
///
/// The failures are real: the last replica's quota is used up, and then more secrets are made.
struct FailuresRow {
    static let pages = 100

    /// What the primary holds before.
    let size: Int
    let failures: Int
    let replicas: Int

    func measure(_ daemon: Daemon) throws -> Figure {
        let world = try World(daemon)
        let full = World.replica(replicas - 1)
        _ = try world.client.call(InstancesInterface.SetQuota.self, .init(instanceId: full, secretQuota: size))
        try world.load(size..<(size + failures))
        for number in 0..<(replicas - 1) { try world.awaitSynchronization(of: World.replica(number)) }
        try awaitFailures(failures, at: full, world)
        let request = SynchronizationInterface.ListSynchronizedResources.Parameters(
            primaryInstanceId: World.primary,
            status: "failed"
        )
        let samples = try Samples.timing(Self.pages) {
            let page = try world.client.call(SynchronizationInterface.ListSynchronizedResources.self, request)
            guard page.resources.count == 100, page.resources.allSatisfy({ $0.status == .failed }) else {
                throw BenchFailure("The first page has \(page.resources.count) rows, not 100 failures.")
            }
        }
        return Figure(
            row: "failures.page",
            title: "first page of \(grouped(failures)) failures, \(grouped(size)) × \(replicas)",
            value: samples.median,
            unit: .seconds,
            target: .atMost(0.01),
            note: "median of \(Self.pages); p99 \(Unit.seconds.text(samples.p99))"
        )
    }

    private func awaitFailures(_ count: Int, at replica: String, _ world: World) throws {
        let deadline = ContinuousClock.now + .seconds(600)
        while try world.describe(replica).counts.failed < count {
            guard !deadline.isOver else { throw BenchFailure("The changes did not fail at \(replica).") }
            usleep(100_000)
        }
    }
}
