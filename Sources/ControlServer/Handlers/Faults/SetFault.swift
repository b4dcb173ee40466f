// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncEngine
import SyncModel

extension FaultsInterface.SetFault: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        let fault = parameters.fault
        return .instance(fault.replicaInstanceId, replica: fault.replicaInstanceId).saying { fault.summary }
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let replica = try InstanceID(parameters.fault.replicaInstanceId, field: "fault.replicaInstanceId")
        let fault = try parameters.fault.fault(now: call.services.now())
        // A fault of a name that nobody has would never show.
        _ = try call.services.instances.describe(replica)
        call.services.faults.setFault(fault, replica: replica)
        call.reply(Reply(fault: FaultsInterface.Fault(fault, replica: replica)))
    }
}
