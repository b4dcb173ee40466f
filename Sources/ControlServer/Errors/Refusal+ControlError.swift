// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension ControlError {
    /// The error of a refusal by the instance that the caller named.
    init(_ refusal: Refusal, of instance: String) {
        self =
            switch refusal {
            case .instanceNotFound(let id): .instanceNotFound(instanceId: id.description)
            case .instanceExists(let id): .instanceExists(instanceId: id.description)
            case .instanceReadOnly(let id, let role): .instanceReadOnly(instanceId: id.description, role: role)
            case .instanceInUse(let id, let replicas):
                .instanceInUse(instanceId: id.description, replicaInstanceIds: replicas.map(\.description))
            case .confirmationRequired(let expected): .confirmationRequired(expected: expected)
            case .invalidInput(let input): ControlError(input)
            case .keyNotFound(let id, let key): .keyNotFound(instanceId: id.description, keyId: key)
            case .keyExists(let id, let key): .keyExists(instanceId: id.description, keyId: key.description)
            case .aliasInUse(let alias, let key): .aliasInUse(alias: alias, keyId: key.description)
            case .keyInUse(let key, let count): .keyInUse(keyId: key.description, secretCount: count)
            case .keyNotUsable(let key, let state): .keyNotUsable(keyId: key.description, state: state.rawValue)
            case .keyUsageMismatch(let key, let spec): .keyUsageMismatch(keyId: key.description, spec: spec)
            case .quotaExceeded(let id, let limit): .quotaExceeded(instanceId: id.description, limit: limit)
            case .decryptionFailed: .decryptionFailed
            case .secretNotFound(let id, let name):
                .secretNotFound(instanceId: id.description, name: name.description)
            case .secretExists(let id, let name): .secretExists(instanceId: id.description, name: name.description)
            case .secretVersionNotFound(let name, let version, let stage):
                .secretVersionNotFound(name: name.description, versionId: version?.description, stage: stage)
            case .versionContentConflict(let name, let version):
                .versionContentConflict(name: name.description, versionId: version.description)
            case .valueTooLarge(let limit): .valueTooLarge(limit: limit)
            case .storageFull: .storageFull(instanceId: instance)
            case .storageFailed(let detail): .unavailable(instance, detail: detail)
            case .internalError(let reference): .internalError(reference: reference)
            }
    }

    /// The error of a value that breaks a rule.
    init(_ input: InvalidInput) {
        self = .invalidInput(field: input.field, reason: input.reason)
    }

    /// The error of a file that cannot be read or written; the detail is an error code.
    static func unavailable(_ instance: String, detail: String) -> ControlError {
        .instanceUnavailable(
            instanceId: instance,
            reason: "The instance's file could not be read or written (\(detail)); see the daemon's journal."
        )
    }
}
