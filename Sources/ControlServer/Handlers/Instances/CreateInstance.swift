// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension InstancesInterface.CreateInstance: ServedMethod {
    static func subject(of parameters: Parameters) -> CallSubject { .instance(parameters.instanceId) }

    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws {
        let instance = try NewInstance(
            id: InstanceID(parameters.instanceId),
            region: parameters.region,
            residencyZone: parameters.residencyZone,
            accountID: parameters.accountId,
            keyLimit: parameters.keyQuota,
            secretLimit: parameters.secretQuota
        )
        call.services.instances.create(
            instance,
            completion: call.answering { Reply(instance: InstancesInterface.Instance($0)) }
        )
    }
}
