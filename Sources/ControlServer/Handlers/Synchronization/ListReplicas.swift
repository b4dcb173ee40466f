// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension SynchronizationInterface.ListReplicas: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject { .instance(parameters.primaryInstanceId) }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let primary = try WireInput.instance(parameters.primaryInstanceId, field: "primaryInstanceId")
        let replicas = try call.services.synchronization.replicas(of: primary)
        call.reply(Reply(replicas: replicas.map(SynchronizationInterface.Association.init)))
    }
}
