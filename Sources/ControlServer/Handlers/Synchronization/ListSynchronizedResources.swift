// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncEngine
import SyncModel

extension SynchronizationInterface.ListSynchronizedResources: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .instance(parameters.primaryInstanceId, replica: parameters.replicaInstanceId)
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let primary = try InstanceID(parameters.primaryInstanceId, field: "primaryInstanceId")
        let replica = try WireInput.instance(parameters.replicaInstanceId, field: "replicaInstanceId")
        let query = try ResourceQuery(
            replicaID: replica,
            status: WireInput.word(optional: parameters.status, field: "status"),
            code: WireInput.word(optional: parameters.failureCode, field: "failureCode"),
            resourceID: parameters.resourceId.map { try ResourceID($0, field: "resourceId") },
            after: parameters.after.map { try ResourceQuery.PageMark(text: $0) },
            limit: PageRequest(limit: parameters.limit).limit
        )
        let page = try call.services.synchronization.resources(of: primary, query)
        call.reply(
            Reply(resources: page.rows.map(SynchronizationInterface.SynchronizedResource.init), next: page.next?.text)
        )
    }
}
