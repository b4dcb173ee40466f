// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// Where and when a change stands: what a row records besides the resource itself.
package struct ResourceStamp: Sendable {
    /// The place in the instance's feed; nil at a replica, which has no feed.
    package var sequence: SequenceNumber?
    /// Goes ahead of other rows on the way to replicas.
    package var isUrgent: Bool
    /// The epoch in which a replica applied it; zero at a primary.
    package var epoch: Epoch
    /// The digest that a replica computed of it; nil at a primary.
    package var digest: Digest?
    /// When the row was changed here, wall clock.
    package var changedAt: Timestamp

    /// Puts the parts together.
    package init(
        sequence: SequenceNumber?,
        isUrgent: Bool = false,
        epoch: Epoch = .zero,
        digest: Digest? = nil,
        changedAt: Timestamp
    ) {
        self.sequence = sequence
        self.isUrgent = isUrgent
        self.epoch = epoch
        self.digest = digest
        self.changedAt = changedAt
    }
}
