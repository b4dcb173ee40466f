// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension SynchronizationInterface.AssociateReplica: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .instance(parameters.primaryInstanceId, replica: parameters.replicaInstanceId).saying {
            parameters.synchronizationType + (parameters.resources.map { ": \($0.count) resources" } ?? "")
        }
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let primary = try InstanceID(parameters.primaryInstanceId, field: "primaryInstanceId")
        let replica = try InstanceID(parameters.replicaInstanceId, field: "replicaInstanceId")
        let scope = try AssociationScope(
            address: parameters.address,
            type: parameters.synchronizationType,
            resources: parameters.resources
        )
        call.services.synchronization.associate(
            primary: primary,
            replica: replica,
            type: scope.type,
            resources: scope.resources,
            completion: call.answering { Reply(association: SynchronizationInterface.Association($0)) }
        )
    }
}
