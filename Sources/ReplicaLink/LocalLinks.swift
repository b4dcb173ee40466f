// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncEngine
package import SyncModel

/// Links to replicas of this daemon.
package struct LocalLinks: Sendable {
    private let faults: FaultBoard
    private let scheduling: any Scheduling
    private let find: @Sendable (InstanceID) -> LocalReplica

    /// Looks replicas up by `find` for every request.
    package init(
        faults: FaultBoard,
        scheduling: any Scheduling,
        find: @escaping @Sendable (InstanceID) -> LocalReplica
    ) {
        self.faults = faults
        self.scheduling = scheduling
        self.find = find
    }
}

extension LocalLinks: ReplicaLinks {
    package func link(from primary: InstanceID, to replica: InstanceID) -> any ReplicaLink {
        SealedLink(
            primaryID: primary,
            replicaID: replica,
            transport: LocalTransport(replicaID: replica, faults: faults, scheduling: scheduling, find: find)
        )
    }
}
