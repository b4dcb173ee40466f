// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel
import Varlink

extension SynchronizationInterface.WaitUntilSynchronized: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .instance(parameters.primaryInstanceId, replica: parameters.replicaInstanceId)
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let primary = try InstanceID(parameters.primaryInstanceId, field: "primaryInstanceId")
        let replica = try WireInput.instance(parameters.replicaInstanceId, field: "replicaInstanceId")
        let seconds = try WireInput.number(
            parameters.timeoutSeconds,
            in: 0...WireLimit.waitSeconds,
            field: "timeoutSeconds"
        )
        let ticket = call.services.synchronization.waitUntilSynchronized(
            primary: primary,
            replica: replica,
            resources: try WireInput.resources(optional: parameters.resources),
            timeout: seconds.map { .seconds($0) },
            completion: call.answering { NoParameters() }
        )
        call.endWhenPeerGoes { ticket.cancel() }
    }
}
