// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension SecretsInterface.CreateSecret: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .secret(parameters.name, of: parameters.instanceId)
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let secret = try NewSecret(
            name: SecretName(parameters.name),
            versionID: WireInput.version(parameters.versionId),
            encryptionKeyID: WireInput.key(parameters.encryptionKeyId, field: "encryptionKeyId"),
            description: parameters.description ?? "",
            tags: parameters.tags ?? [:]
        )
        let value = try parameters.value.secretValue()
        try call.services.instances.secrets(of: instance).create(
            secret,
            value: value,
            completion: call.answering { Reply(secret: SecretsInterface.Secret($0, of: instance)) }
        )
    }
}
