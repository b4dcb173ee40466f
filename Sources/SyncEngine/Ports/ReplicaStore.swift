// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// One resource of a batch, opened at the replica.
package struct ReceivedResource: Sendable {
    /// Its name.
    package var resourceID: ResourceID
    /// Epoch, revision and digest of what was pushed.
    package var pushed: HeldVersion
    /// The whole resource, opened, in the canonical form.
    package var content: Material

    /// Puts the parts together.
    package init(
        resourceID: ResourceID,
        pushed: HeldVersion,
        content: Material
    ) {
        self.resourceID = resourceID
        self.pushed = pushed
        self.content = content
    }
}

/// A batch at the replica, opened.
package struct ReceivedBatch: Sendable {
    /// Who sends.
    package var primaryID: InstanceID
    /// Under which epoch.
    package var epoch: Epoch
    /// How far the primary knows the replica to be, for the replica's own record.
    package var positions: Positions
    /// The primary's head.
    package var head: SequenceNumber
    /// The resources, keys before the secrets that they protect.
    package var items: [ReceivedResource]

    /// Puts the parts together.
    package init(
        primaryID: InstanceID,
        epoch: Epoch,
        positions: Positions,
        head: SequenceNumber,
        items: [ReceivedResource]
    ) {
        self.primaryID = primaryID
        self.epoch = epoch
        self.positions = positions
        self.head = head
        self.items = items
    }
}

/// Why a replica did not look at a batch at all.
package enum BatchRefusal: Error, Sendable, Hashable {
    /// The batch is of a newer epoch than the replica knows, or of a connection that it does not know.
    case helloAgain
    /// A cause of scope replica.
    case failed(LinkFailure)
}

/// What a replica answers to a hello.
package struct ReplicaGreeting: Sendable {
    /// How far the replica's own record says that it has confirmed; nil: it has none.
    package var recorded: Positions?
    /// The primary's head when the replica last recorded it: a primary that is behind it was restored.
    package var recordedHead: SequenceNumber?

    /// Puts the parts together.
    package init(recorded: Positions?, recordedHead: SequenceNumber?) {
        self.recorded = recorded
        self.recordedHead = recordedHead
    }
}

/// What replication needs of a replica's file: the receiving side, the same for every link.
package protocol ReplicaStore: Sendable {
    /// The replica as it describes itself, with every primary that it ever followed.
    func candidate() throws -> ReplicaCandidate
    /// The public half of its transport key (X25519, 32 bytes).
    func transportPublicKey() throws -> [UInt8]
    /// The private half of its transport key.
    func transportPrivateKey() throws -> Material

    /// Becomes the replica of a primary, in one transaction that checks the rules again; the same pair and epoch again
    /// succeeds.
    func follow(
        primary: Instance,
        epoch: Epoch,
        digestKey: Material,
        completion: @escaping @Sendable (Result<[Violation], LinkFailure>) -> Void
    )
    /// Agrees on the epoch, raising its own if the primary's is newer, and answers with its own record of positions.
    ///
    /// The primary's positions are recorded only where `records` is set: by a heartbeat, and never by a hello, as the
    /// primary has to learn first whether this replica was restored to an older state.
    func greet(
        primaryID: InstanceID,
        epoch: Epoch,
        positions: Positions,
        head: SequenceNumber,
        records: Bool,
        completion: @escaping @Sendable (Result<ReplicaGreeting, LinkFailure>) -> Void
    )
    /// Applies a batch in one transaction, and answers for each item in order.
    func apply(
        _ batch: ReceivedBatch,
        completion: @escaping @Sendable (Result<[ItemAnswer.Result], BatchRefusal>) -> Void
    )
    /// Ends the association in one transaction: epoch + 1, role frozen; again succeeds.
    func freeze(
        primaryID: InstanceID,
        epoch: Epoch,
        completion: @escaping @Sendable (Result<Void, LinkFailure>) -> Void
    )
}
