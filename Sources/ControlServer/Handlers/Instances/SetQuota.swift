// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension InstancesInterface.SetQuota: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject {
        .instance(parameters.instanceId).saying {
            let limits = [("keys", parameters.keyQuota), ("secrets", parameters.secretQuota)]
            return limits.compactMap { name, limit in limit.map { "\($0) \(name)" } }.joined(separator: ", ")
        }
    }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try InstanceID(parameters.instanceId)

        let keyLimit = try parameters.keyQuota.map { try QuotaRule.check(limit: $0, field: "keyQuota") }
        let secretLimit = try parameters.secretQuota.map { try QuotaRule.check(limit: $0, field: "secretQuota") }
        call.services.instances.setQuota(
            instance,
            keyLimit: keyLimit,
            secretLimit: secretLimit,
            completion: call.answering { Reply(instance: InstancesInterface.Instance($0)) }
        )
    }
}
