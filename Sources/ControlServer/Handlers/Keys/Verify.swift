// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension KeysInterface.Verify: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject { .key(parameters.keyId, of: parameters.instanceId) }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let reference = try KeyReference(parameters.keyId)
        let message = try parameters.message.bytes(field: "message", limit: WireLimit.message)
        let signature = try parameters.signature.bytes(field: "signature", limit: WireLimit.signature)
        let algorithm = try WireInput.word(
            optional: parameters.algorithm,
            field: "algorithm",
            as: SignatureAlgorithm.self
        )
        let version = try WireInput.version(parameters.versionId)
        let keys = try call.usableKeys(of: instance)
        let key = try call.usable(reference, of: instance, in: keys)
        let isValid = try keys.verify(signature, of: message, with: key, algorithm: algorithm, version: version)
        call.reply(Reply(valid: isValid), resource: .key(try call.id(of: key, in: keys)))
    }
}
