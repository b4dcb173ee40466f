// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Varlink

/// All that the daemon is asked for.
struct DaemonAnswer {
    /// A daemon that does not answer in this time is not well.
    private static let patience = Duration.seconds(5)

    let status: DaemonInterface.Status
    let instances: [InstancesInterface.Instance]
    let replicas: [SynchronizationInterface.Association]
    let faults: [FaultsInterface.Fault]

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

    /// Asks the rest; throws what the first call that fails throws.
    init(_ status: DaemonInterface.Status, _ daemon: DaemonConnection) throws {
        self.status = status
        let none = NoParameters()
        let patience = Self.patience
        instances = try daemon.read(InstancesInterface.ListInstances.self, none, timeout: patience).reply().instances
        replicas = try daemon.read(SynchronizationInterface.ListReplicas.self, .init(), timeout: patience).reply()
            .replicas
        faults = try daemon.read(FaultsInterface.ListFaults.self, none, timeout: patience).reply().faults
    }
}
