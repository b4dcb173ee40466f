// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// What replication needs of a primary's file.
///
/// Reads are short and consistent in themselves, and may be called from any queue. Writes call back once durable.
package protocol PrimaryStore: Sendable {
    /// The primary as it describes itself.
    func instance() throws -> Instance
    /// The newest place in the feed.
    var headSequence: SequenceNumber { get }
    /// Is told of every new head, after the commit, on a queue that must not be blocked.
    func observeHead(_ observer: @escaping @Sendable (SequenceNumber, _ urgently: Bool) -> Void)

    /// Rows of the feed in the association's scope.
    func readFeed(_ request: FeedRequest, association: AssociationNumber) throws -> FeedPage
    /// Set-aside rows whose next attempt has come.
    func readDue(association: AssociationNumber, now: Timestamp, limit: Int) throws -> DuePage
    /// The newest state of resources, opened; what could not be read carries its failure.
    func load(_ rows: [RowID], association: AssociationNumber) throws -> [LoadedResource]
    /// Makes progress durable in one transaction.
    func commit(
        _ progress: Progress,
        association: AssociationNumber,
        completion: @escaping @Sendable (Result<CommitReceipt, any Error>) -> Void
    )

    /// Every association, also those that are over.
    func associations() throws -> [AssociationRecord]
    /// Every replica that this primary ever had.
    func pairs() throws -> Set<InstanceID>
    /// Changes the life of an association in one transaction.
    func change(
        _ change: AssociationChange,
        completion: @escaping @Sendable (Result<AssociationRecord?, any Error>) -> Void
    )
    /// Adds to a selection and sets aside what is added, in one transaction, or names what does not exist.
    func select(
        _ resources: ResourceSelection,
        association: AssociationNumber,
        completion: @escaping @Sendable (Result<SelectionGrowth, any Error>) -> Void
    )
    /// Makes set-aside rows due now; answers how many.
    func forgetBackoff(
        of filter: RetryFilter,
        association: AssociationNumber,
        completion: @escaping @Sendable (Result<Int, any Error>) -> Void
    )

    /// Where resources are on their way, in order of their names.
    func standings(_ query: StandingQuery) throws -> [ResourceStanding]
    /// All that is known of one resource, listed or not; nil: the primary has none of this name, and no tombstone.
    func account(of resource: ResourceID, association: AssociationNumber) throws -> ResourceAccount?
    /// How many resources are where.
    func tally(association: AssociationNumber, view: ReplicaView) throws -> Tally
    /// How old the oldest unconfirmed change is; nil: nothing is outstanding.
    func oldestOutstanding(association: AssociationNumber, positions: Positions) throws -> Timestamp?
    /// Resources whose newest revision the replica does not have, sorted, and how many there are in all.
    func behind(
        association: AssociationNumber,
        view: ReplicaView,
        limit: Int
    ) throws -> (names: [ResourceID], count: Int)
    /// How many of what was set aside at or before a place still are.
    func countSetAside(association: AssociationNumber, through sequence: SequenceNumber) throws -> Int
    /// The digest key of an association, sealed to nobody: only the link may carry it, sealed to the replica.
    func digestKey(association: AssociationNumber) throws -> Material
}
