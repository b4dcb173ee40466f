// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension SecretsInterface.DeleteSecret: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .secret(parameters.name, of: parameters.instanceId)
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let name = try SecretName(parameters.name)
        let deletion = try SecretDeletion(recoveryWindowDays: parameters.recoveryWindowDays, force: parameters.force)
        try call.services.instances.secrets(of: instance).delete(
            name,
            deletion,
            completion: call.answering { Reply(plannedDeletionAt: $0?.description) }
        )
    }
}
