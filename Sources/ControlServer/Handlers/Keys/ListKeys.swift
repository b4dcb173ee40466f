// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension KeysInterface.ListKeys: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject { .instance(parameters.instanceId) }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let request = try PageRequest(limit: parameters.limit, after: parameters.after)
        let page = try call.services.instances.keys(of: instance).list(request)
            .fitting(size: \.wireSize, name: \.id.description)
        call.reply(Reply(keys: page.rows.map { KeysInterface.Key($0, of: instance) }, next: page.next))
    }
}
