// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension MonitorInterface.Event {
    init(_ numbered: NumberedEvent) {
        let event = numbered.event
        self.init(
            number: numbered.number,
            at: event.at.description,
            event: event.kind.rawValue,
            instanceId: event.instanceID?.description,
            replicaInstanceId: event.replicaID?.description,
            resourceId: event.resourceID?.description,
            failureCode: event.cause?.code.rawValue,
            message: event.message
        )
    }
}
