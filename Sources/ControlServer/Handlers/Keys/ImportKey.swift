// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension KeysInterface.ImportKey: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject { .key(parameters.keyId, of: parameters.instanceId) }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let key = try NewKey(
            id: WireInput.key(parameters.keyId),
            spec: WireInput.word(parameters.spec, field: "spec"),
            aliases: parameters.aliases ?? [],
            description: parameters.description ?? "",
            tags: parameters.tags ?? [:]
        )
        guard parameters.material.text.utf8.count <= WireLimit.keyText else {
            throw InvalidInput(field: "material", reason: "the text of a key has at most \(WireLimit.keyText) bytes")
        }
        try call.services.instances.keys(of: instance).importKey(
            key,
            text: Material(parameters.material.text.utf8),
            completion: call.answering(resource: { .key($0.id) }) { Reply(key: KeysInterface.Key($0, of: instance)) }
        )
    }
}
