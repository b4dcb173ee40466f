// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension SecretsInterface.UpdateSecretVersionStage: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .secret(parameters.name, of: parameters.instanceId)
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let name = try SecretName(parameters.name)
        let move = try StageMove(
            stage: parameters.stage,
            to: WireInput.version(parameters.moveToVersionId, field: "moveToVersionId"),
            from: WireInput.version(parameters.removeFromVersionId, field: "removeFromVersionId")
        )
        try call.services.instances.secrets(of: instance).moveStage(
            name,
            move,
            completion: call.answering { Reply(secret: SecretsInterface.Secret($0, of: instance)) }
        )
    }
}
