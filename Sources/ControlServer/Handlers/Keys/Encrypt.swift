// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension KeysInterface.Encrypt: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject { .key(parameters.keyId, of: parameters.instanceId) }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let reference = try KeyReference(parameters.keyId)
        let plaintext = try parameters.plaintext.material(field: "plaintext", limit: WireLimit.plaintext)
        let context = try WireInput.context(parameters.context)
        let keys = try call.usableKeys(of: instance)
        let key = try call.usable(reference, of: instance, in: keys)
        let encrypted = try keys.encrypt(plaintext, under: key, context: context)
        let reply = Reply(
            ciphertext: ConcealedText(base64Of: encrypted.ciphertext),
            keyId: encrypted.keyID.description,
            versionId: encrypted.versionID.description
        )
        call.reply(reply, resource: .key(encrypted.keyID))
    }
}
