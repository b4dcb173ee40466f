// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension SecretsInterface.UpdateSecret: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .secret(parameters.name, of: parameters.instanceId)
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let name = try SecretName(parameters.name)
        let update = try SecretUpdate(description: parameters.description, tags: parameters.tags)
        try call.services.instances.secrets(of: instance).update(
            name,
            update,
            completion: call.answering { Reply(secret: SecretsInterface.Secret($0, of: instance)) }
        )
    }
}
