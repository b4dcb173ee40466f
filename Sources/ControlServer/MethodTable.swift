// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
package import VarlinkServer

/// Every method that the daemon serves.
///
/// Described but not served, and so answered with `MethodNotImplemented`: VerifyReplica.
package enum MethodTable {
    /// The handlers by qualified method names, for a server that serves `ControlInterfaces.all`.
    package static func handlers(_ services: ControlServices) -> [String: Handler] {
        Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0.handler(services)) })
    }

    static let rows: [MethodRow] = daemon + instances + keys + secrets + synchronization + faults + monitor

    private static let daemon = [
        MethodRow(DaemonInterface.GetStatus.self, .role(.viewer)),
        MethodRow(DaemonInterface.GetMetrics.self, .role(.viewer)),
        MethodRow(DaemonInterface.Reload.self, .role(.administrator)),
        MethodRow(DaemonInterface.SetLogLevel.self, .role(.administrator)),
    ]

    private static let instances = [
        MethodRow(InstancesInterface.ListInstances.self, .role(.viewer)),
        MethodRow(InstancesInterface.DescribeInstance.self, .role(.viewer)),
        MethodRow(InstancesInterface.CreateInstance.self, .role(.administrator)),
        MethodRow(InstancesInterface.SetQuota.self, .role(.administrator)),
        MethodRow(InstancesInterface.ReleaseInstance.self, .role(.administrator)),
    ]

    private static let keys = [
        MethodRow(KeysInterface.ListKeys.self, .role(.viewer)),
        MethodRow(KeysInterface.DescribeKey.self, .keyUse(or: .viewer)),
        MethodRow(KeysInterface.GetPublicKey.self, .keyUse(or: .viewer)),
        MethodRow(KeysInterface.Encrypt.self, .keyUse(or: .administrator)),
        MethodRow(KeysInterface.Decrypt.self, .keyUse(or: .administrator)),
        MethodRow(KeysInterface.Sign.self, .keyUse(or: .administrator)),
        MethodRow(KeysInterface.Verify.self, .keyUse(or: .administrator)),
        MethodRow(KeysInterface.CreateKey.self, .role(.administrator), lane: .creationsOfKeys),
        MethodRow(KeysInterface.ImportKey.self, .role(.administrator), lane: .changesOfInstance),
        MethodRow(KeysInterface.RotateKey.self, .role(.administrator)),
        MethodRow(KeysInterface.EnableKey.self, .role(.administrator), lane: .changesOfInstance),
        MethodRow(KeysInterface.DisableKey.self, .role(.administrator), lane: .changesOfInstance),
        MethodRow(KeysInterface.UpdateKey.self, .role(.administrator), lane: .changesOfInstance),
        MethodRow(KeysInterface.ScheduleKeyDeletion.self, .role(.administrator), lane: .changesOfInstance),
        MethodRow(KeysInterface.CancelKeyDeletion.self, .role(.administrator), lane: .changesOfInstance),
    ]

    private static let secrets = [
        MethodRow(SecretsInterface.ListSecrets.self, .role(.viewer)),
        MethodRow(SecretsInterface.DescribeSecret.self, .secretRead(or: .viewer)),
        MethodRow(SecretsInterface.GetSecretValue.self, .secretRead(or: .administrator)),
        MethodRow(SecretsInterface.CreateSecret.self, .role(.administrator), lane: .changesOfInstance),
        MethodRow(SecretsInterface.PutSecretValue.self, .role(.administrator), lane: .changesOfInstance),
        MethodRow(SecretsInterface.UpdateSecret.self, .role(.administrator), lane: .changesOfInstance),
        MethodRow(SecretsInterface.UpdateSecretVersionStage.self, .role(.administrator), lane: .changesOfInstance),
        MethodRow(SecretsInterface.DeleteSecret.self, .role(.administrator), lane: .changesOfInstance),
        MethodRow(SecretsInterface.RestoreSecret.self, .role(.administrator), lane: .changesOfInstance),
    ]

    private static let synchronization = [
        MethodRow(SynchronizationInterface.CheckAssociation.self, .role(.viewer)),
        MethodRow(SynchronizationInterface.ListReplicas.self, .role(.viewer)),
        MethodRow(SynchronizationInterface.DescribeReplica.self, .role(.viewer)),
        MethodRow(SynchronizationInterface.ListSynchronizedResources.self, .role(.viewer)),
        MethodRow(SynchronizationInterface.ExplainResource.self, .role(.viewer)),
        MethodRow(SynchronizationInterface.WaitUntilSynchronized.self, .role(.viewer)),
        MethodRow(SynchronizationInterface.PauseReplica.self, .role(.operator)),
        MethodRow(SynchronizationInterface.ResumeReplica.self, .role(.operator)),
        MethodRow(SynchronizationInterface.RetryResources.self, .role(.operator)),
        MethodRow(SynchronizationInterface.AssociateReplica.self, .role(.administrator)),
        MethodRow(SynchronizationInterface.AddResources.self, .role(.administrator)),
        MethodRow(SynchronizationInterface.DisassociateReplica.self, .role(.administrator)),
    ]

    private static let faults = [
        MethodRow(FaultsInterface.ListFaults.self, .role(.viewer)),
        MethodRow(FaultsInterface.SetFault.self, .role(.administrator)),
        MethodRow(FaultsInterface.ClearFault.self, .role(.administrator)),
    ]

    private static let monitor = [
        MethodRow(MonitorInterface.Subscribe.self, .role(.viewer))
    ]
}
