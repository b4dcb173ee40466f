// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// Why a call was refused: one case for each error of the Instances, Keys and Secrets interfaces, and three of storage.
///
/// Names what was asked for, never a value or material.
package enum Refusal: Error, Sendable, Equatable {
    /// No instance of this daemon has this id.
    case instanceNotFound(InstanceID)
    /// The id is taken.
    case instanceExists(InstanceID)
    /// What the instance holds is changed at its primary, or no longer.
    case instanceReadOnly(InstanceID, role: InstanceRole)
    /// The instance is part of an association.
    case instanceInUse(InstanceID, replicas: [InstanceID])
    /// The call has to repeat this text.
    case confirmationRequired(expected: String)
    /// A parameter breaks a rule.
    case invalidInput(InvalidInput)
    /// No key of the instance has this id or alias.
    case keyNotFound(InstanceID, key: String)
    /// The id is taken.
    case keyExists(InstanceID, KeyID)
    /// The alias names another key.
    case aliasInUse(alias: String, by: KeyID)
    /// Secrets name this key.
    case keyInUse(KeyID, secretCount: Int)
    /// The key is disabled or pending deletion.
    case keyNotUsable(KeyID, state: Key.State)
    /// The key's spec cannot do this.
    case keyUsageMismatch(KeyID, spec: KeySpec)
    /// The instance holds as many resources of this kind as it may.
    case quotaExceeded(InstanceID, limit: Int)
    /// The ciphertext is not this instance's, was changed, or has another context; which one is not told.
    case decryptionFailed
    /// No secret of the instance has this name.
    case secretNotFound(InstanceID, SecretName)
    /// The name is taken, perhaps by a secret that is pending deletion.
    case secretExists(InstanceID, SecretName)
    /// The secret has no version with this id and stage.
    case secretVersionNotFound(SecretName, version: VersionID?, stage: String?)
    /// The version holds another value already.
    case versionContentConflict(SecretName, VersionID)
    /// The value has more bytes than the limit.
    case valueTooLarge(limit: Int)
    /// The disk is full: nothing was changed, and it works again once there is space.
    case storageFull
    /// The instance's file could not be read or written; the detail is an error code, never content.
    case storageFailed(detail: String)
    /// A defect; the reference finds it in the log.
    case internalError(reference: String)
}

extension Refusal {
    /// Runs `body` and turns the rule that it found broken into a refusal.
    package static func refusingInvalidInput<Value>(
        _ body: () throws(InvalidInput) -> Value
    ) throws(Refusal) -> Value {
        do {
            return try body()
        } catch {
            throw .invalidInput(error)
        }
    }
}
