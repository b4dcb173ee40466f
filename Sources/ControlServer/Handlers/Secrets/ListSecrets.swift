// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension SecretsInterface.ListSecrets: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject { .instance(parameters.instanceId) }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let request = try PageRequest(limit: parameters.limit, after: parameters.after)
        let page = try call.services.instances.secrets(of: instance).list(request)
            .fitting(size: \.wireSize, name: \.name.description)
        call.reply(Reply(secrets: page.rows.map { SecretsInterface.Secret($0, of: instance) }, next: page.next))
    }
}
