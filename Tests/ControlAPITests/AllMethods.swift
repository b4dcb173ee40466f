// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Varlink

/// Every method type; a test compares it with the interface descriptions.
var allMethods: [any VarlinkMethod.Type] {
    [
        DaemonInterface.GetStatus.self, DaemonInterface.GetMetrics.self, DaemonInterface.Reload.self,
        DaemonInterface.SetLogLevel.self, FaultsInterface.SetFault.self, FaultsInterface.ListFaults.self,
        FaultsInterface.ClearFault.self, InstancesInterface.CreateInstance.self, InstancesInterface.ListInstances.self,
        InstancesInterface.DescribeInstance.self, InstancesInterface.SetQuota.self,
        InstancesInterface.ReleaseInstance.self, KeysInterface.CreateKey.self, KeysInterface.ImportKey.self,
        KeysInterface.ListKeys.self, KeysInterface.DescribeKey.self, KeysInterface.RotateKey.self,
        KeysInterface.EnableKey.self, KeysInterface.DisableKey.self, KeysInterface.UpdateKey.self,
        KeysInterface.ScheduleKeyDeletion.self, KeysInterface.CancelKeyDeletion.self, KeysInterface.Encrypt.self,
        KeysInterface.Decrypt.self, KeysInterface.Sign.self, KeysInterface.Verify.self, KeysInterface.GetPublicKey.self,
        MonitorInterface.Subscribe.self, SecretsInterface.CreateSecret.self, SecretsInterface.PutSecretValue.self,
        SecretsInterface.GetSecretValue.self, SecretsInterface.ListSecrets.self, SecretsInterface.DescribeSecret.self,
        SecretsInterface.UpdateSecret.self, SecretsInterface.UpdateSecretVersionStage.self,
        SecretsInterface.DeleteSecret.self, SecretsInterface.RestoreSecret.self,
        SynchronizationInterface.CheckAssociation.self, SynchronizationInterface.AssociateReplica.self,
        SynchronizationInterface.ListReplicas.self, SynchronizationInterface.DescribeReplica.self,
        SynchronizationInterface.AddResources.self, SynchronizationInterface.ListSynchronizedResources.self,
        SynchronizationInterface.DisassociateReplica.self, SynchronizationInterface.RetryResources.self,
        SynchronizationInterface.PauseReplica.self, SynchronizationInterface.ResumeReplica.self,
        SynchronizationInterface.VerifyReplica.self, SynchronizationInterface.ExplainResource.self,
        SynchronizationInterface.WaitUntilSynchronized.self,
    ]
}
