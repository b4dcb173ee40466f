// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension SecretsInterface.DescribeSecret: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .secret(parameters.name, of: parameters.instanceId)
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let name = try SecretName(parameters.name)
        try call.admit(name, of: instance)
        let secret = try call.services.instances.secrets(of: instance).describe(name)
        call.reply(Reply(secret: SecretsInterface.Secret(secret, of: instance)))
    }
}
