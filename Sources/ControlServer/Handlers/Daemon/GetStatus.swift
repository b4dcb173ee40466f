// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncEngine
import SyncModel

extension DaemonInterface.GetStatus: ServedMethod {
    static func subject(of _: Parameters) -> CallSubject { .daemon }

    static func serve(_: Parameters, _ call: ControlCall<Self>) throws {
        let status = DaemonInterface.Status(
            call.services.daemon.status(),
            instances: try call.services.instances.list(),
            associations: try call.services.synchronization.replicas(of: nil),
            callerRole: call.callerRole,
            now: call.services.now()
        )
        call.reply(Reply(status: status))
    }
}
