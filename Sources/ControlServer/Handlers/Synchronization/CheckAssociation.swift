// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension SynchronizationInterface.CheckAssociation: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .instance(parameters.primaryInstanceId, replica: parameters.replicaInstanceId)
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let primary = try InstanceID(parameters.primaryInstanceId, field: "primaryInstanceId")
        let replica = try InstanceID(parameters.replicaInstanceId, field: "replicaInstanceId")
        let scope = try AssociationScope(
            address: parameters.address,
            type: parameters.synchronizationType ?? SynchronizationType.allResources.rawValue,
            resources: parameters.resources
        )
        // Before the check, as that may call back on a queue that must not wait for a file.
        let missing = try scope.missing(at: primary, in: call.services.instances)
        call.services.synchronization.check(
            primary: primary,
            replica: replica,
            completion: call.answering { violations in
                Reply(violations: (violations + missing).map(SynchronizationInterface.Violation.init))
            }
        )
    }
}
