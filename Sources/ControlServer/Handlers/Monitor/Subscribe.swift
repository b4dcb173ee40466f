// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension MonitorInterface.Subscribe: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject { .instance(parameters.instanceId) }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let filter = try EventFilter(parameters)
        try call.stream { send in
            let ticket = call.services.events.listen { event in
                if filter.admits(event.event) { send(Reply(event: MonitorInterface.Event(event))) }
            }
            return { ticket.cancel() }
        }
    }
}
