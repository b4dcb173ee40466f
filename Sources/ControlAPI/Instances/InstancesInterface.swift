// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

// Made from Interfaces/io.kmsync.Instances.varlink by `make varlink`; do not edit.

package import Varlink

/// The interface `io.kmsync.Instances`: its methods and types, and its description in the words of the protocol.
package enum InstancesInterface {
    /// What `org.varlink.service.GetInterfaceDescription` answers.
    package static let description = InterfaceDescription(
        embedded: #"""
            # In every interface of io.kmsync: a field that is null may be left out, in calls and replies; a value \#
            of the wrong JSON type
            # is org.varlink.service.InvalidParameter, a bad value of the right type InvalidInput (here); the \#
            errors of this interface apply to all.
            # KMS instances hosted by this daemon. An instance is one region's store of keys and secrets.
            interface io.kmsync.Instances

            type Quota (
              # Most resources of this kind that the instance may hold, deleted ones not counted.
              limit: int,
              used: int
            )

            type Instance (
              # For example "kst-hangzhou". 1 to 64 characters of a-z, 0-9 and '-', starting with a letter.
              instanceId: string,
              # For example "cn-hangzhou".
              region: string,
              # Instances synchronize only within one residency zone, for example "cn" or "intl".
              residencyZone: string,
              accountId: string,
              # standalone: never associated. frozen: was disassociated from its primary; for good.
              role: (standalone, primary, replica, frozen),
              # The primary that manages this instance, for the roles replica and frozen.
              primaryInstanceId: ?string,
              keyQuota: Quota,
              secretQuota: Quota,
              # Highest sequence number of the instance's change feed.
              headSequence: int,
              # RFC 3339, UTC.
              createdAt: string
            )

            # Quotas: 0 to 10,000,000; 100,000 if left out. residencyZone and accountId: "default" if left out.
            method CreateInstance(
              instanceId: string,
              region: string,
              residencyZone: ?string,
              accountId: ?string,
              keyQuota: ?int,
              secretQuota: ?int
            ) -> (instance: Instance)

            method ListInstances() -> (instances: []Instance)

            method DescribeInstance(instanceId: string) -> (instance: Instance)

            method SetQuota(instanceId: string, keyQuota: ?int, secretQuota: ?int) -> (instance: Instance)

            # Destroys the instance and everything in it. confirm repeats the instanceId.
            # A primary with associated replicas, and an associated replica, are refused (InstanceInUse).
            method ReleaseInstance(instanceId: string, confirm: string) -> ()

            error InstanceNotFound(instanceId: string)
            error InstanceExists(instanceId: string)
            # The instance is a replica or frozen: what it holds is changed at its primary, or no longer.
            error InstanceReadOnly(instanceId: string, role: string)
            error InstanceInUse(instanceId: string, replicaInstanceIds: []string)
            error ConfirmationRequired(expected: string)
            # field: the parameter that is off; reason: one sentence.
            error InvalidInput(field: string, reason: string)
            error PermissionDenied(required: string)
            # No space is left where the instance is stored; nothing was changed.
            error StorageFull(instanceId: string)
            # The instance's file cannot be read or written at the moment; reason: one sentence.
            error InstanceUnavailable(instanceId: string, reason: string)
            # A defect in the daemon; its journal has an entry with this reference.
            error InternalError(reference: string)

            """#
    )
}
