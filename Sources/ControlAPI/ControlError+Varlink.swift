// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import Varlink

extension ControlError {
    /// Reads an error reply; nil where it is no error of the contract, or its parameters do not fit.
    package init?(_ error: VarlinkError) {
        guard let name = Name(rawValue: error.name) else { return nil }
        do {
            self = try ControlError(name, error.decode(ControlErrorFields.self))
        } catch {
            return nil
        }
    }

    /// The error reply.
    package var varlinkError: VarlinkError {
        VarlinkError(name: name.rawValue, parameters: fields)
    }

    private init(_ name: Name, _ fields: ControlErrorFields) throws(ControlErrorFields.MissingField) {
        self =
            switch name {
            case .instanceNotFound: try .instanceNotFound(instanceId: fields(\.instanceId))
            case .instanceExists: try .instanceExists(instanceId: fields(\.instanceId))
            case .instanceReadOnly: try .instanceReadOnly(instanceId: fields(\.instanceId), role: fields(\.role))
            case .instanceInUse:
                try .instanceInUse(
                    instanceId: fields(\.instanceId),
                    replicaInstanceIds: fields(\.replicaInstanceIds)
                )
            case .confirmationRequired: try .confirmationRequired(expected: fields(\.expected))
            case .invalidInput: try .invalidInput(field: fields(\.field), reason: fields(\.reason))
            case .permissionDenied: try .permissionDenied(required: fields(\.required))
            case .storageFull: try .storageFull(instanceId: fields(\.instanceId))
            case .instanceUnavailable:
                try .instanceUnavailable(instanceId: fields(\.instanceId), reason: fields(\.reason))
            case .internalError: try .internalError(reference: fields(\.reference))
            case .keyNotFound: try .keyNotFound(instanceId: fields(\.instanceId), keyId: fields(\.keyId))
            case .keyExists: try .keyExists(instanceId: fields(\.instanceId), keyId: fields(\.keyId))
            case .aliasInUse: try .aliasInUse(alias: fields(\.alias), keyId: fields(\.keyId))
            case .keyInUse: try .keyInUse(keyId: fields(\.keyId), secretCount: fields(\.secretCount))
            case .rotationPending:
                try .rotationPending(keyId: fields(\.keyId), pendingVersionId: fields(\.pendingVersionId))
            case .keyNotUsable: try .keyNotUsable(keyId: fields(\.keyId), state: fields(\.state))
            case .keyUsageMismatch: try .keyUsageMismatch(keyId: fields(\.keyId), spec: fields(\.spec))
            case .quotaExceeded: try .quotaExceeded(instanceId: fields(\.instanceId), limit: fields(\.limit))
            case .decryptionFailed: .decryptionFailed
            case .secretNotFound: try .secretNotFound(instanceId: fields(\.instanceId), name: fields(\.name))
            case .secretExists: try .secretExists(instanceId: fields(\.instanceId), name: fields(\.name))
            case .secretVersionNotFound:
                try .secretVersionNotFound(name: fields(\.name), versionId: fields.versionId, stage: fields.stage)
            case .versionContentConflict:
                try .versionContentConflict(name: fields(\.name), versionId: fields(\.versionId))
            case .valueTooLarge: try .valueTooLarge(limit: fields(\.limit))
            case .associationRefused: try .associationRefused(violations: fields(\.violations))
            case .replicaNotFound:
                try .replicaNotFound(
                    primaryInstanceId: fields(\.primaryInstanceId),
                    replicaInstanceId: fields(\.replicaInstanceId)
                )
            case .resourcesNotFound: try .resourcesNotFound(resources: fields(\.resources))
            case .resourceNotSynchronized:
                try .resourceNotSynchronized(
                    primaryInstanceId: fields(\.primaryInstanceId),
                    replicaInstanceId: fields(\.replicaInstanceId),
                    resourceId: fields(\.resourceId),
                    explanation: fields(\.explanation)
                )
            case .selectionNotApplicable:
                try .selectionNotApplicable(synchronizationType: fields(\.synchronizationType))
            case .replicaDisassociated:
                try .replicaDisassociated(
                    primaryInstanceId: fields(\.primaryInstanceId),
                    replicaInstanceId: fields(\.replicaInstanceId)
                )
            case .timedOut: try .timedOut(outstanding: fields(\.outstanding))
            case .tooManyConnections: try .tooManyConnections(limit: fields(\.limit))
            case .badConfiguration:
                try .badConfiguration(file: fields(\.file), line: fields.line, reason: fields(\.reason))
            }
    }

    private var fields: ControlErrorFields {
        switch self {
        case .instanceNotFound(let instanceId),
            .instanceExists(let instanceId),
            .storageFull(let instanceId):
            ControlErrorFields(instanceId: instanceId)
        case .instanceReadOnly(let instanceId, let role):
            ControlErrorFields(instanceId: instanceId, role: role)
        case .instanceInUse(let instanceId, let replicaInstanceIds):
            ControlErrorFields(instanceId: instanceId, replicaInstanceIds: replicaInstanceIds)
        case .confirmationRequired(let expected):
            ControlErrorFields(expected: expected)
        case .invalidInput(let field, let reason):
            ControlErrorFields(field: field, reason: reason)
        case .permissionDenied(let required):
            ControlErrorFields(required: required)
        case .instanceUnavailable(let instanceId, let reason):
            ControlErrorFields(instanceId: instanceId, reason: reason)
        case .internalError(let reference):
            ControlErrorFields(reference: reference)
        case .keyNotFound(let instanceId, let keyId),
            .keyExists(let instanceId, let keyId):
            ControlErrorFields(instanceId: instanceId, keyId: keyId)
        case .aliasInUse(let alias, let keyId):
            ControlErrorFields(alias: alias, keyId: keyId)
        case .keyInUse(let keyId, let secretCount):
            ControlErrorFields(keyId: keyId, secretCount: secretCount)
        case .rotationPending(let keyId, let pendingVersionId):
            ControlErrorFields(keyId: keyId, pendingVersionId: pendingVersionId)
        case .keyNotUsable(let keyId, let state):
            ControlErrorFields(keyId: keyId, state: state)
        case .keyUsageMismatch(let keyId, let spec):
            ControlErrorFields(keyId: keyId, spec: spec)
        case .quotaExceeded(let instanceId, let limit):
            ControlErrorFields(instanceId: instanceId, limit: limit)
        case .decryptionFailed:
            ControlErrorFields()
        case .secretNotFound(let instanceId, let name),
            .secretExists(let instanceId, let name):
            ControlErrorFields(instanceId: instanceId, name: name)
        case .secretVersionNotFound(let name, let versionId, let stage):
            ControlErrorFields(name: name, stage: stage, versionId: versionId)
        case .versionContentConflict(let name, let versionId):
            ControlErrorFields(name: name, versionId: versionId)
        case .valueTooLarge(let limit):
            ControlErrorFields(limit: limit)
        case .associationRefused(let violations):
            ControlErrorFields(violations: violations)
        case .replicaNotFound(let primaryInstanceId, let replicaInstanceId),
            .replicaDisassociated(let primaryInstanceId, let replicaInstanceId):
            ControlErrorFields(primaryInstanceId: primaryInstanceId, replicaInstanceId: replicaInstanceId)
        case .resourcesNotFound(let resources):
            ControlErrorFields(resources: resources)
        case .resourceNotSynchronized(let primaryInstanceId, let replicaInstanceId, let resourceId, let explanation):
            ControlErrorFields(
                explanation: explanation,
                primaryInstanceId: primaryInstanceId,
                replicaInstanceId: replicaInstanceId,
                resourceId: resourceId
            )
        case .selectionNotApplicable(let synchronizationType):
            ControlErrorFields(synchronizationType: synchronizationType)
        case .timedOut(let outstanding):
            ControlErrorFields(outstanding: outstanding)
        case .badConfiguration(let file, let line, let reason):
            ControlErrorFields(file: file, line: line, reason: reason)
        case .tooManyConnections(let limit):
            ControlErrorFields(limit: limit)
        }
    }
}
