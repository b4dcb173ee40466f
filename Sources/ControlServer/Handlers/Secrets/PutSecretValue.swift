// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension SecretsInterface.PutSecretValue: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .secret(parameters.name, of: parameters.instanceId)
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let name = try SecretName(parameters.name)
        let version = try NewSecretVersion(
            id: WireInput.version(parameters.versionId),
            stages: parameters.stages
        )
        let value = try parameters.value.secretValue()
        try call.services.instances.secrets(of: instance).putValue(
            name,
            version: version,
            value: value,
            completion: call.answering {
                Reply(secret: SecretsInterface.Secret($0.secret, of: instance), versionId: $0.versionID.description)
            }
        )
    }
}
