// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Varlink

/// All that the daemon is asked for.
struct DaemonAnswer {
    /// A daemon that does not answer in this time is not well.
    private static let patience = Duration.seconds(5)

    let status: DaemonInterface.Status
    private(set) var instances: [InstancesInterface.Instance] = []
    private(set) var replicas: [SynchronizationInterface.Association] = []
    private(set) var faults: [FaultsInterface.Fault] = []
    /// Why it did not say the rest; nil where it said everything.
    private(set) var failure: (any Error)?

    init(
        status: DaemonInterface.Status,
        instances: [InstancesInterface.Instance],
        replicas: [SynchronizationInterface.Association],
        faults: [FaultsInterface.Fault]
    ) {
        self.status = status
        self.instances = instances
        self.replicas = replicas
        self.faults = faults
    }

    /// Asks what comes first, without waiting for a place; throws what connecting or the call throws.
    static func status(_ daemon: DaemonConnection) throws -> DaemonInterface.Status {
        try daemon.connectOnce(waiting: false)
        return try daemon.read(DaemonInterface.GetStatus.self, NoParameters(), timeout: patience).reply().status
    }

    /// Asks the rest, up to the first call that fails: what was said before it is known all the same.
    init(_ status: DaemonInterface.Status, _ daemon: DaemonConnection) {
        self.status = status
        do { try askTheRest(daemon) } catch { failure = error }
    }

    private mutating func askTheRest(_ daemon: DaemonConnection) throws {
        let none = NoParameters()
        let patience = Self.patience
        replicas = try daemon.read(SynchronizationInterface.ListReplicas.self, .init(), timeout: patience).reply()
            .replicas
        instances = try daemon.read(InstancesInterface.ListInstances.self, none, timeout: patience).reply().instances
        faults = try daemon.read(FaultsInterface.ListFaults.self, none, timeout: patience).reply().faults
    }
}
