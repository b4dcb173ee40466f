// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension KeysInterface.CreateKey: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject { .key(parameters.keyId, of: parameters.instanceId) }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)
        let key = try NewKey(
            id: WireInput.key(parameters.keyId),
            spec: WireInput.word(optional: parameters.spec, field: "spec") ?? NewKey.standardSpec,
            aliases: parameters.aliases ?? [],
            description: parameters.description ?? "",
            tags: parameters.tags ?? [:]
        )
        try call.services.instances.keys(of: instance).create(
            key,
            completion: call.answering(resource: { .key($0.id) }) { Reply(key: KeysInterface.Key($0, of: instance)) }
        )
    }
}
