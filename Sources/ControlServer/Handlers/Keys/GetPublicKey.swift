// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension KeysInterface.GetPublicKey: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject { .key(parameters.keyId, of: parameters.instanceId) }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let reference = try KeyReference(parameters.keyId)
        let version = try WireInput.version(parameters.versionId)
        let keys = try call.usableKeys(of: instance)
        let pem = try keys.publicKey(of: call.usable(reference, of: instance, in: keys), version: version)
        call.reply(Reply(pem: pem))
    }
}
