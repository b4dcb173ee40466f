// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension SynchronizationInterface.ResumeReplica: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .instance(parameters.primaryInstanceId, replica: parameters.replicaInstanceId)
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let primary = try InstanceID(parameters.primaryInstanceId, field: "primaryInstanceId")
        let replica = try InstanceID(parameters.replicaInstanceId, field: "replicaInstanceId")
        call.services.synchronization.resume(
            primary: primary,
            replica: replica,
            completion: call.answering { Reply(replica: SynchronizationInterface.Association($0)) }
        )
    }
}
