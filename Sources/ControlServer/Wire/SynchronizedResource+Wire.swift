// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension SynchronizationInterface.SynchronizedResource {
    init(_ row: SynchronizedResource) {
        self.init(
            resourceId: row.resourceID.description,
            replicaInstanceId: row.replicaID.description,
            status: row.derived.status,
            failureCause: row.derived.cause.map(SynchronizationInterface.FailureCause.init),
            waitingFor: row.derived.waitingFor,
            revision: Int(row.revision.rawValue)
        )
    }
}
