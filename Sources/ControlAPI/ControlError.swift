// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// Every error of the contract with its parameters; the names are the contract's.
package enum ControlError: Error, Sendable, Equatable {
    /// This daemon has no such instance.
    case instanceNotFound(instanceId: String)
    /// The id is taken.
    case instanceExists(instanceId: String)
    /// The instance is a replica or frozen: what it holds is changed at its primary, or no longer.
    case instanceReadOnly(instanceId: String, role: InstanceRole)
    /// An association needs the instance.
    case instanceInUse(instanceId: String, replicaInstanceIds: [String])
    /// What cannot be undone needs the id repeated.
    case confirmationRequired(expected: String)
    /// A parameter has a value that breaks a rule.
    case invalidInput(field: String, reason: String)
    /// The caller does not have the role.
    case permissionDenied(required: String)
    /// No space is left where the instance is stored; nothing was changed.
    case storageFull(instanceId: String)
    /// The instance's file cannot be read or written at the moment; reason: one sentence.
    case instanceUnavailable(instanceId: String, reason: String)
    /// A defect in the daemon; its journal has an entry with this reference.
    case internalError(reference: String)
    /// The instance has no such key.
    case keyNotFound(instanceId: String, keyId: String)
    /// The id is taken.
    case keyExists(instanceId: String, keyId: String)
    /// Another key has the alias.
    case aliasInUse(alias: String, keyId: String)
    /// Secrets name this key.
    case keyInUse(keyId: String, secretCount: Int)
    /// Replicas still have to confirm the version before.
    case rotationPending(keyId: String, pendingVersionId: String)
    /// The key is not enabled.
    case keyNotUsable(keyId: String, state: String)
    /// A key of this spec does something else.
    case keyUsageMismatch(keyId: String, spec: KeySpec)
    /// The instance is full.
    case quotaExceeded(instanceId: String, limit: Int)
    /// The ciphertext is not of this instance, was altered, or belongs to another context.
    case decryptionFailed
    /// The instance has no such secret.
    case secretNotFound(instanceId: String, name: String)
    /// The name is taken.
    case secretExists(instanceId: String, name: String)
    /// The secret has no such version or stage.
    case secretVersionNotFound(name: String, versionId: String?, stage: String?)
    /// The version has another value.
    case versionContentConflict(name: String, versionId: String)
    /// The value is longer than `limit` bytes.
    case valueTooLarge(limit: Int)
    /// The association would break these rules.
    case associationRefused(violations: [SynchronizationInterface.Violation])
    /// The two are not associated.
    case replicaNotFound(primaryInstanceId: String, replicaInstanceId: String)
    /// The primary has no such resources.
    case resourcesNotFound(resources: [String])
    /// The resource is no part of what is synchronized; explanation: sentences for a person.
    case resourceNotSynchronized(
        primaryInstanceId: String,
        replicaInstanceId: String,
        resourceId: String,
        explanation: String
    )
    /// The association has no selection.
    case selectionNotApplicable(synchronizationType: SynchronizationType)
    /// The association is over, for good.
    case replicaDisassociated(primaryInstanceId: String, replicaInstanceId: String)
    /// Not in sync in time; so many resources were outstanding.
    case timedOut(outstanding: Int)
    /// The configuration was not taken; the one before stays in force.
    case badConfiguration(file: String, line: Int?, reason: String)
    /// All `limit` places for connections of the caller's kind are taken.
    case tooManyConnections(limit: Int)
}
