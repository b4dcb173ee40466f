// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension SynchronizationInterface.Association {
    init(_ view: AssociationView) {
        self.init(
            primaryInstanceId: view.primaryID.description,
            replicaInstanceId: view.replicaID.description,
            address: view.address,
            region: view.region,
            synchronizationType: view.type,
            state: view.state,
            connection: view.connection,
            failureCause: view.cause.map(SynchronizationInterface.FailureCause.init),
            epoch: Int(view.epoch.rawValue),
            appliedSequence: Int(view.appliedSequence.rawValue),
            headSequence: Int(view.headSequence.rawValue),
            lagSeconds: view.lag?.inSeconds,
            lastContactAt: view.lastContactAt?.description,
            lastSuccessAt: view.lastSuccessAt?.description,
            pausedReason: view.pausedReason,
            counts: SynchronizationInterface.StatusCounts(view.counts),
            causes: view.causes.map { SynchronizationInterface.CauseCount(code: $0.code, count: $0.count) }
        )
    }
}

extension SynchronizationInterface.StatusCounts {
    init(_ counts: StatusCounts) {
        self.init(
            pending: counts.pending,
            inProgress: counts.inProgress,
            inSync: counts.inSync,
            failed: counts.failed,
            unknown: counts.unknown,
            detached: counts.detached
        )
    }
}
