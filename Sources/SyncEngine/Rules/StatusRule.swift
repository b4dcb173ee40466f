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
        status(of: situation(of: standing, view), view)
    }

    /// Where the resource is and why; `view` must be older than `standing`.
    package static func situation(of standing: ResourceStanding, _ view: ReplicaView) -> ResourceSituation {
        if view.isDetached { return .detached }
        let current = standing.setAside.flatMap { $0.revision >= standing.revision ? $0 : nil }
        if view.inFlight.contains(standing.row) { return .sending(after: current?.cause) }
        if let current {
            guard let cause = current.cause else { return .waiting(.newlyCovered) }
            return cause.code == .dependencyMissing && !standing.hasFailedKey ? .waitingForKey(cause) : .failed(cause)
        }
        let isConfirmed =
            standing.setAside == nil && view.positions.cover(standing.sequence)
            || view.ahead[standing.row].map { $0 >= standing.revision } ?? false
        if isConfirmed { return .confirmed }
        if let setAside = standing.setAside {
            return .waiting(setAside.cause.map { .newerThanFailure($0) } ?? .newlyCovered)
        }
        return .waiting(standing.sequence <= view.positions.backfillEnd ? .firstCopy : .newChange)
    }

    /// The status that people see of a situation.
    package static func status(of situation: ResourceSituation, _ view: ReplicaView) -> DerivedStatus {
        switch situation {
        case .detached: DerivedStatus(.detached)
        case .sending: DerivedStatus(.inProgress)
        case .confirmed: DerivedStatus(view.isContactFresh ? .inSync : .unknown)
        case .waiting: pending(view)
        case .waitingForKey(let cause):
            DerivedStatus(.pending, cause: cause, waitingFor: view.isPaused ? .paused : .dependency)
        case .failed(let cause): DerivedStatus(.failed, cause: cause)
        }
    }

    private static func pending(_ view: ReplicaView) -> DerivedStatus {
        if view.isPaused { return DerivedStatus(.pending, waitingFor: .paused) }
        switch view.connection {
        case .backingOff, .down: return DerivedStatus(.pending, cause: view.cause, waitingFor: .replicaBackingOff)
        case .connected, .connecting:
            let isThrottled = view.throttledUntil != nil
            return DerivedStatus(.pending, cause: view.cause, waitingFor: isThrottled ? .rateLimited : nil)
        }
    }
}
