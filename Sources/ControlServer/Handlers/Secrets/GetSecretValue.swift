// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension SecretsInterface.GetSecretValue: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .secret(parameters.name, of: parameters.instanceId)
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let name = try SecretName(parameters.name)
        let version = try WireInput.version(parameters.versionId)
        let stage = try parameters.stage.map { try StageRule.check($0) }
        try call.admit(name, of: instance)
        let found = try call.services.instances.secrets(of: instance).value(of: name, version: version, stage: stage)
        call.reply(
            Reply(
                value: ConcealedText(found.value),
                versionId: found.version.id.description,
                stages: found.version.stages
            )
        )
    }
}
