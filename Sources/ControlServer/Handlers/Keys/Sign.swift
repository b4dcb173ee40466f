// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension KeysInterface.Sign: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject { .key(parameters.keyId, of: parameters.instanceId) }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let reference = try KeyReference(parameters.keyId)
        let message = try parameters.message.bytes(field: "message", limit: WireLimit.message)
        let algorithm = try WireInput.word(
            optional: parameters.algorithm,
            field: "algorithm",
            as: SignatureAlgorithm.self
        )
        let keys = try call.usableKeys(of: instance)
        let key = try call.usable(reference, of: instance, in: keys)
        let signed = try keys.sign(message, with: key, algorithm: algorithm)
        let reply = Reply(
            signature: ConcealedText(base64Of: signed.signature),
            versionId: signed.versionID.description,
            algorithm: signed.algorithm.rawValue
        )
        call.reply(reply, resource: .key(signed.keyID))
    }
}
