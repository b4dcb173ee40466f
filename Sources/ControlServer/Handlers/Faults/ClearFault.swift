// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine

extension FaultsInterface.ClearFault: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .instance(parameters.replicaInstanceId, replica: parameters.replicaInstanceId)
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let replica = try WireInput.instance(parameters.replicaInstanceId, field: "replicaInstanceId")
        call.reply(Reply(cleared: call.services.faults.clearFaults(replica: replica)))
    }
}
