// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// Which resources of which replicas are listed.
package struct ResourceQuery: Sendable {
    /// One replica; nil: all.
    package var replicaID: InstanceID?
    /// Only this status.
    package var status: SynchronizationStatus?
    /// Only this cause.
    package var code: FailureCode?
    /// Only this resource.
    package var resourceID: ResourceID?
    /// Only after this row of the order (resource, replica); from an earlier page.
    package var after: PageMark?
    /// Most rows, 1 to 1000.
    package var limit: Int

    /// A place in the order of the list.
    package struct PageMark: Sendable, Hashable {
        /// The resource of the last row.
        package var resourceID: String
        /// The replica of the last row.
        package var replicaID: String

        /// Puts the parts together.
        package init(resourceID: String, replicaID: String) {
            self.resourceID = resourceID
            self.replicaID = replicaID
        }
    }

    /// Puts the parts together.
    package init(
        replicaID: InstanceID?,
        status: SynchronizationStatus?,
        code: FailureCode?,
        resourceID: ResourceID?,
        after: PageMark?,
        limit: Int
    ) {
        self.replicaID = replicaID
        self.status = status
        self.code = code
        self.resourceID = resourceID
        self.after = after
        self.limit = limit
    }
}

/// One row of the list: a resource on its way to a replica.
package struct SynchronizedResource: Sendable {
    /// The resource.
    package var resourceID: ResourceID
    /// The replica.
    package var replicaID: InstanceID
    /// Where it is.
    package var derived: DerivedStatus
    /// Its revision at the primary.
    package var revision: Revision

    /// Puts the parts together.
    package init(resourceID: ResourceID, replicaID: InstanceID, derived: DerivedStatus, revision: Revision) {
        self.resourceID = resourceID
        self.replicaID = replicaID
        self.derived = derived
        self.revision = revision
    }
}

/// A row of the list with the reason for it.
package struct ExplainedResource: Sendable {
    /// The row.
    package var row: SynchronizedResource
    /// Sentences for a person; never a value.
    package var text: String
    /// What is known to have happened, oldest first.
    package var timeline: [Explanation.TimelineEntry]

    /// Puts the parts together.
    package init(row: SynchronizedResource, text: String, timeline: [Explanation.TimelineEntry]) {
        self.row = row
        self.text = text
        self.timeline = timeline
    }
}

/// What a disassociation freezes and leaves behind.
package struct DisassociationReceipt: Sendable {
    /// The association as it is now.
    package var association: AssociationView
    /// Resources whose newest revision the replica does not have; at most 1,000, sorted.
    package var behind: [ResourceID]
    /// How many there are.
    package var behindCount: Int

    /// Puts the parts together.
    package init(association: AssociationView, behind: [ResourceID], behindCount: Int) {
        self.association = association
        self.behind = behind
        self.behindCount = behindCount
    }
}

/// What an operator may ask of synchronization; one method each of `io.kmsync.Synchronization`.
///
/// Changes call back once they are durable. Views are synchronous and may be called from any queue.
package protocol SynchronizationControl: Sendable {
    /// A callback with a result or a refusal.
    typealias Completion<Value> = @Sendable (Result<Value, SynchronizationRefusal>) -> Void

    /// Every rule that an association would break, without side effects.
    func check(primary: InstanceID, replica: InstanceID, completion: @escaping Completion<[Violation]>)
    /// Associates; the same or a larger scope for the same pair is merged.
    func associate(
        primary: InstanceID,
        replica: InstanceID,
        type: SynchronizationType,
        resources: [ResourceID],
        completion: @escaping Completion<AssociationView>
    )
    /// The associations of one primary, or of all.
    func replicas(of primary: InstanceID?) throws(SynchronizationRefusal) -> [AssociationView]
    /// One association.
    func replica(primary: InstanceID, replica: InstanceID) throws(SynchronizationRefusal) -> AssociationView
    /// Adds to the selection of one replica, or of every one that has a selection.
    func select(
        primary: InstanceID,
        replica: InstanceID?,
        _ selection: ResourceSelection,
        completion: @escaping Completion<SelectionGrowth>
    )
    /// Where resources are, sorted by resource, then replica.
    func resources(
        of primary: InstanceID,
        _ query: ResourceQuery
    ) throws(SynchronizationRefusal) -> (rows: [SynchronizedResource], next: ResourceQuery.PageMark?)
    /// Why a resource is where it is at a replica.
    ///
    /// Refuses with `resourcesNotFound` what the primary does not have, and with `notSynchronized` what is no part of the
    /// synchronization.
    func explain(
        _ resource: ResourceID,
        primary: InstanceID,
        replica: InstanceID
    ) throws(SynchronizationRefusal) -> ExplainedResource
    /// Ends an association for good; `dryRun` changes nothing.
    func disassociate(
        primary: InstanceID,
        replica: InstanceID,
        confirmation: String?,
        dryRun: Bool,
        completion: @escaping Completion<DisassociationReceipt>
    )
    /// Forgets the backoff of what matches, and tries again now.
    func retry(
        primary: InstanceID,
        replica: InstanceID?,
        _ filter: RetryFilter,
        completion: @escaping Completion<Int>
    )
    /// Holds everything that goes to a replica.
    func pause(
        primary: InstanceID,
        replica: InstanceID,
        _ pause: AssociationRecord.Pause,
        completion: @escaping Completion<AssociationView>
    )
    /// Releases a held replica.
    func resume(primary: InstanceID, replica: InstanceID, completion: @escaping Completion<AssociationView>)
    /// Calls back once all that is there now is in sync, or when time is up.
    func waitUntilSynchronized(
        primary: InstanceID,
        replica: InstanceID?,
        resources: [ResourceID]?,
        timeout: Duration?,
        completion: @escaping Completion<Void>
    ) -> WaitTicket
}

/// Ends a wait early; ending one that is over does nothing.
package struct WaitTicket: Sendable {
    private let end: @Sendable () -> Void

    /// Wraps what ends it.
    package init(end: @escaping @Sendable () -> Void) { self.end = end }

    /// The caller has gone.
    package func cancel() { end() }
}
