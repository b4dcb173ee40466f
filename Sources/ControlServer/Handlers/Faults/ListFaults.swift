// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension FaultsInterface.ListFaults: ServedMethod {
    static func subject(of _: Parameters) -> CallSubject { .daemon }

    static func serve(_: Parameters, _ call: ControlCall<Self>) throws {
        let faults = call.services.faults.faults()
        call.reply(Reply(faults: faults.map { FaultsInterface.Fault($0.fault, replica: $0.replica) }))
    }
}
