// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncEngine
package import SyncModel

/// Links to replicas of this daemon.
package struct LocalLinks: Sendable {
    private let faults: FaultBoard
    private let scheduling: any Scheduling
    private let work: @Sendable (@escaping @Sendable () -> Void) -> Void
    private let find: @Sendable (InstanceID) -> LocalReplica

    /// Looks replicas up by `find` for every request.
    ///
    /// `work` runs what is delivered late, off the queue of everything that is due; at once where it is left out.
    package init(
        faults: FaultBoard,
        scheduling: any Scheduling,
        work: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void = { $0() },
        find: @escaping @Sendable (InstanceID) -> LocalReplica
    ) {
        self.faults = faults
        self.scheduling = scheduling
        self.work = work
        self.find = find
    }
}

extension LocalLinks: ReplicaLinks {
    package func link(from primary: InstanceID, to replica: InstanceID) -> any ReplicaLink {
        SealedLink(
            primaryID: primary,
            replicaID: replica,
            transport: LocalTransport(
                replicaID: replica,
                faults: faults,
                scheduling: scheduling,
                work: work,
                find: find
            )
        )
    }
}
