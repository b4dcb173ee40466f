// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension ControlError {
    /// The error of a refusal by the primary that the caller named.
    init(_ refusal: SynchronizationRefusal, of instance: String) {
        self =
            switch refusal {
            case .instanceNotFound(let id): .instanceNotFound(instanceId: id.description)
            case .violations(let violations):
                .associationRefused(violations: violations.map(SynchronizationInterface.Violation.init))
            case .replicaNotFound(let primary, let replica):
                .replicaNotFound(primaryInstanceId: primary.description, replicaInstanceId: replica.description)
            case .resourcesNotFound(let resources): .resourcesNotFound(resources: resources.map(\.description))
            case .notSynchronized(let primary, let replica, let resource, let explanation):
                .resourceNotSynchronized(
                    primaryInstanceId: primary.description,
                    replicaInstanceId: replica.description,
                    resourceId: resource.description,
                    explanation: explanation
                )
            case .selectionNotApplicable(let type): .selectionNotApplicable(synchronizationType: type)
            case .replicaDisassociated(let primary, let replica):
                .replicaDisassociated(primaryInstanceId: primary.description, replicaInstanceId: replica.description)
            case .confirmationRequired(let expected): .confirmationRequired(expected: expected)
            case .timedOut(let outstanding): .timedOut(outstanding: outstanding)
            case .invalidInput(let input): ControlError(input)
            case .storageFull: .storageFull(instanceId: instance)
            case .storageFailed(let detail): .unavailable(instance, detail: detail)
            }
    }
}
