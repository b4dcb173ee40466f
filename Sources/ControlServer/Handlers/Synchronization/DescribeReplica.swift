// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension SynchronizationInterface.DescribeReplica: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .instance(parameters.primaryInstanceId, replica: parameters.replicaInstanceId)
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let primary = try InstanceID(parameters.primaryInstanceId, field: "primaryInstanceId")
        let replica = try InstanceID(parameters.replicaInstanceId, field: "replicaInstanceId")
        let view = try call.services.synchronization.replica(primary: primary, replica: replica)
        call.reply(Reply(replica: SynchronizationInterface.Association(view)))
    }
}
