// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

extension AssociationRunner {
    /// Events of single synchronizations are made only while someone listens.
    nonisolated func announce(_ items: [PushItem]) {
        guard surroundings.events.hasListeners else { return }
        for item in items {
            announce(
                .resourceSynchronized,
                resource: item.resourceID,
                revision: item.revision,
                message: "\(surroundings.replicaID) confirmed \(item.resourceID) at revision \(item.revision)"
            )
        }
    }

    nonisolated func announce(_ announcement: Announcement) {
        let replica = surroundings.replicaID
        switch announcement {
        case .connected:
            announce(.replicaConnected, message: "\(replica) answers again")
        case .backingOff(let cause):
            announce(
                .replicaBackingOff,
                cause: cause,
                message: "attempts at \(replica) are suspended: \(cause.message)"
            )
        case .down(let cause):
            announce(
                .replicaDown,
                cause: cause,
                message: "nothing is sent to \(replica) until an operator acts: \(cause.message)"
            )
        case .resourceFailed(let resource, let revision, let cause):
            announce(
                .resourceFailed,
                resource: resource,
                revision: revision,
                cause: cause,
                message: "\(resource) is not at \(replica): \(cause.message)"
            )
        case .inSync:
            announce(.replicaInSync, message: "\(replica) has everything")
        }
    }

    nonisolated func announce(
        _ kind: MonitorEvent.Kind,
        resource: ResourceID? = nil,
        revision: Revision? = nil,
        cause: FailureCause? = nil,
        message: String
    ) {
        surroundings.events.publish(
            MonitorEvent(
                at: surroundings.scheduling.now.wall,
                kind: kind,
                instanceID: surroundings.primaryID,
                replicaID: surroundings.replicaID,
                resourceID: resource,
                revision: revision,
                cause: cause,
                message: message
            )
        )
    }
}
