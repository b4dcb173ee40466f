// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Varlink

/// What the rows ask of a daemon: instances, secrets, associations.
struct World {
    static let primary = "primary"

    let daemon: Daemon
    let client: VarlinkClient
    let population = Population(instance: World.primary)

    init(_ daemon: Daemon) throws {
        self.daemon = daemon
        client = try daemon.client()
    }

    static func replica(_ number: Int) -> String { "replica-\(number)" }

    /// Makes a primary-to-be and `replicas` empty instances.
    func createInstances(replicas: Int) throws {
        for id in [World.primary] + (0..<replicas).map(World.replica) {
            _ = try client.call(
                InstancesInterface.CreateInstance.self,
                .init(instanceId: id, region: "region-of-\(id)", secretQuota: 10_000_000)
            )
        }
    }

    /// Makes the secrets with these numbers.
    @discardableResult
    func load(_ numbers: Range<Int>) throws -> Pipeline.Outcome {
        let population = population
        let pipeline = Pipeline(socket: daemon.socket, method: SecretsInterface.CreateSecret.name)
        return try pipeline.run { connection, number in
            let next = numbers.lowerBound + connection + number * Pipeline.connections
            return next < numbers.upperBound ? try population.creation(next) : nil
        }
    }

    func associate(replicas: Int) throws {
        for number in 0..<replicas {
            _ = try client.call(
                SynchronizationInterface.AssociateReplica.self,
                .init(
                    primaryInstanceId: World.primary,
                    replicaInstanceId: World.replica(number),
                    synchronizationType: "all_resources"
                )
            )
        }
    }

    /// Returns once the replica, or every one, has what is there now.
    func awaitSynchronization(of replica: String? = nil) throws {
        _ = try client.call(
            SynchronizationInterface.WaitUntilSynchronized.self,
            .init(primaryInstanceId: World.primary, replicaInstanceId: replica, timeoutSeconds: 3600)
        )
    }

    func describe(_ replica: String) throws -> SynchronizationInterface.Association {
        try client.call(
            SynchronizationInterface.DescribeReplica.self,
            .init(primaryInstanceId: World.primary, replicaInstanceId: replica)
        ).replica
    }
}
