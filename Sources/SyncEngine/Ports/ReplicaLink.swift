// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// How a primary reaches one replica.
///
/// Every call completes exactly once, at its deadline at the latest, on some queue. Between the two sides there are
/// only bytes, also in process.
package protocol ReplicaLink: Sendable {
    /// Asks the replica to describe itself.
    func describe(
        deadline: Duration,
        completion: @escaping @Sendable (Result<ReplicaCandidate, LinkFailure>) -> Void
    )
    /// Asks the replica to follow; answers the rules that it would break, none if it agreed.
    func follow(
        primary: Instance,
        epoch: Epoch,
        digestKey: Material,
        deadline: Duration,
        completion: @escaping @Sendable (Result<[Violation], LinkFailure>) -> Void
    )
    /// Opens a connection: a fresh key, and agreement on the epoch.
    func greet(
        _ hello: Hello,
        deadline: Duration,
        completion: @escaping @Sendable (Result<ReplicaGreeting, LinkFailure>) -> Void
    )
    /// Tells the replica where the primary is, over the open connection.
    func heartbeat(_ hello: Hello, deadline: Duration, completion: @escaping @Sendable (LinkFailure?) -> Void)
    /// Seals and sends a batch over the open connection.
    func push(_ batch: OutgoingBatch, deadline: Duration, completion: @escaping @Sendable (PushOutcome) -> Void)
    /// Asks the replica to freeze.
    func freeze(
        primaryID: InstanceID,
        epoch: Epoch,
        deadline: Duration,
        completion: @escaping @Sendable (Result<Void, LinkFailure>) -> Void
    )
}

/// What a hello and a heartbeat say.
package struct Hello: Sendable {
    /// Who greets.
    package var primaryID: InstanceID
    /// Under which epoch.
    package var epoch: Epoch
    /// How far the primary knows the replica to be.
    package var positions: Positions
    /// The primary's head.
    package var head: SequenceNumber

    /// Puts the parts together.
    package init(primaryID: InstanceID, epoch: Epoch, positions: Positions, head: SequenceNumber) {
        self.primaryID = primaryID
        self.epoch = epoch
        self.positions = positions
        self.head = head
    }
}

/// A batch on its way out, not sealed yet.
package struct OutgoingBatch: Sendable {
    /// Who sends, under which epoch, and where it is.
    package var hello: Hello
    /// What is sent; all of it could be read.
    package var items: [LoadedResource]

    /// Puts the parts together.
    package init(hello: Hello, items: [LoadedResource]) {
        self.hello = hello
        self.items = items
    }
}

/// Finds the way to a replica.
package protocol ReplicaLinks: Sendable {
    /// A link from a primary to a replica hosted by this daemon; a replica that is not there answers so.
    func link(from primary: InstanceID, to replica: InstanceID) -> any ReplicaLink
}
