// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension KeysInterface.DisableKey: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject { .key(parameters.keyId, of: parameters.instanceId) }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let key = try KeyID(parameters.keyId)
        try call.services.instances.keys(of: instance).disable(
            key,
            completion: call.answering { Reply(key: KeysInterface.Key($0, of: instance)) }
        )
    }
}
