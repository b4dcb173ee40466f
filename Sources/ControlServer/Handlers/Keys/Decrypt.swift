// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension KeysInterface.Decrypt: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject { .key(nil, of: parameters.instanceId) }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let ciphertext = try parameters.ciphertext.bytes(field: "ciphertext", limit: WireLimit.ciphertext)
        let context = try WireInput.context(parameters.context)
        let decrypted = try call.usableKeys(of: instance).decrypt(ciphertext, context: context)
        // Only the opened ciphertext proves which key it is of.
        try call.admit(decrypted.keyID, of: instance)
        let reply = Reply(
            plaintext: ConcealedText(decrypted.plaintext),
            keyId: decrypted.keyID.description,
            versionId: decrypted.versionID.description
        )
        call.reply(reply, resource: .key(decrypted.keyID))
    }
}
