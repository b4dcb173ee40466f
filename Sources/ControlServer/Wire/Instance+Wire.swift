// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

extension InstancesInterface.Instance {
    init(_ instance: Instance) {
        self.init(
            instanceId: instance.id.description,
            region: instance.region,
            residencyZone: instance.residencyZone,
            accountId: instance.accountID,
            role: instance.role,
            primaryInstanceId: instance.primaryID?.description,
            keyQuota: InstancesInterface.Quota(limit: instance.keyQuota.limit, used: instance.keyQuota.used),
            secretQuota: InstancesInterface.Quota(limit: instance.secretQuota.limit, used: instance.secretQuota.used),
            headSequence: Int(instance.headSequence.rawValue),
            createdAt: instance.createdAt.description
        )
    }
}
