// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension SynchronizationInterface.ExplainResource: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .instance(parameters.primaryInstanceId, replica: parameters.replicaInstanceId)
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let primary = try InstanceID(parameters.primaryInstanceId, field: "primaryInstanceId")
        let replica = try InstanceID(parameters.replicaInstanceId, field: "replicaInstanceId")
        let resource = try ResourceID(parameters.resourceId, field: "resourceId")
        let explained = try call.services.synchronization.explain(resource, primary: primary, replica: replica)
        call.reply(
            Reply(
                resource: SynchronizationInterface.SynchronizedResource(explained.row),
                explanation: explained.text,
                timeline: explained.timeline.map(SynchronizationInterface.TimelineEvent.init)
            )
        )
    }
}

extension SynchronizationInterface.TimelineEvent {
    init(_ entry: Explanation.TimelineEntry) {
        self.init(
            at: entry.at.description,
            event: entry.event.rawValue,
            detail: entry.detail,
            code: entry.code?.rawValue
        )
    }
}
