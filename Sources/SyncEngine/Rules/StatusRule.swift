// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// One resource of the primary, as the file has it, for the question where it is on its way to a replica.
package struct ResourceStanding: Sendable {
    /// Where it stands in the file.
    package var row: RowID
    /// Its name.
    package var resourceID: ResourceID
    /// Its newest change.
    package var sequence: SequenceNumber
    /// Its revision.
    package var revision: Revision
    /// Whether it is a tombstone.
    package var isDeleted: Bool
    /// Where it was set aside, if so.
    package var setAside: SetAsideRecord?
    /// Whether the key that protects it has itself failed at the replica.
    package var hasFailedKey: Bool

    /// Puts the parts together.
    package init(
        row: RowID,
        resourceID: ResourceID,
        sequence: SequenceNumber,
        revision: Revision,
        isDeleted: Bool,
        setAside: SetAsideRecord?,
        hasFailedKey: Bool
    ) {
        self.row = row
        self.resourceID = resourceID
        self.sequence = sequence
        self.revision = revision
        self.isDeleted = isDeleted
        self.setAside = setAside
        self.hasFailedKey = hasFailedKey
    }
}

/// Where one resource is on its way to one replica, derived; never stored.
package struct DerivedStatus: Sendable, Hashable {
    /// The status.
    package var status: SynchronizationStatus
    /// Of a failed resource its own cause; of a pending one that waits for its replica, the replica's.
    package var cause: FailureCause?
    /// Why a pending one is not being sent.
    package var waitingFor: WaitReason?

    /// Puts the parts together.
    package init(_ status: SynchronizationStatus, cause: FailureCause? = nil, waitingFor: WaitReason? = nil) {
        self.status = status
        self.cause = cause
        self.waitingFor = waitingFor
    }
}

/// Tells where a resource is on its way to a replica (design, section 3, step 8).
package enum StatusRule {
    /// Derives the status; `view` must be older than `standing`.
    package static func derive(_ standing: ResourceStanding, _ view: ReplicaView) -> DerivedStatus {
        if view.isDetached { return DerivedStatus(.detached) }
        if view.inFlight.contains(standing.row) { return DerivedStatus(.inProgress) }
        if let setAside = standing.setAside, setAside.revision >= standing.revision {
            guard let cause = setAside.cause else { return pending(view) }
            if cause.code == .dependencyMissing && !standing.hasFailedKey {
                return DerivedStatus(.pending, cause: cause, waitingFor: view.isPaused ? .paused : .dependency)
            }
            return DerivedStatus(.failed, cause: cause)
        }
        let isConfirmed =
            standing.setAside == nil && view.positions.cover(standing.sequence)
            || view.ahead[standing.row].map { $0 >= standing.revision } ?? false
        guard isConfirmed else { return pending(view) }
        return DerivedStatus(view.isContactFresh ? .inSync : .unknown)
    }

    private static func pending(_ view: ReplicaView) -> DerivedStatus {
        if view.isPaused { return DerivedStatus(.pending, waitingFor: .paused) }
        switch view.connection {
        case .backingOff, .down: return DerivedStatus(.pending, cause: view.cause, waitingFor: .replicaBackingOff)
        case .connected, .connecting:
            return DerivedStatus(.pending, cause: view.cause, waitingFor: view.isThrottled ? .rateLimited : nil)
        }
    }
}
