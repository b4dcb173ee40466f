// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// What the core knows of an association at one moment, for those who ask.
///
/// Taken before the file is read: then everything that the view calls confirmed still is, and what the file says of
/// later changes wins.
package struct ReplicaView: Sendable {
    /// How far everything is confirmed or set aside.
    package var positions: Positions
    /// Rows on their way now.
    package var inFlight: Set<RowID>
    /// Revisions confirmed ahead of the positions.
    package var ahead: [RowID: Revision]
    /// How the primary stands with the replica.
    package var connection: ConnectionState
    /// The replica's own failure.
    package var cause: FailureCause?
    /// When the replica was last heard of.
    package var lastContactAt: Timestamp?
    /// When the replica last confirmed something.
    package var lastSuccessAt: Timestamp?
    /// When the next request may go to a replica that asked for fewer; nil: it did not, or that time has come.
    package var throttledUntil: Timestamp?
    /// Whether an operator holds it.
    package var isPaused: Bool
    /// Whether the replica was disassociated.
    package var isDetached: Bool
    /// Whether the replica was heard of lately enough to speak of it.
    package var isContactFresh: Bool

    /// Puts the parts together.
    package init(
        positions: Positions,
        inFlight: Set<RowID>,
        ahead: [RowID: Revision],
        connection: ConnectionState,
        cause: FailureCause?,
        lastContactAt: Timestamp?,
        lastSuccessAt: Timestamp?,
        throttledUntil: Timestamp?,
        isPaused: Bool,
        isDetached: Bool,
        isContactFresh: Bool
    ) {
        self.positions = positions
        self.inFlight = inFlight
        self.ahead = ahead
        self.connection = connection
        self.cause = cause
        self.lastContactAt = lastContactAt
        self.lastSuccessAt = lastSuccessAt
        self.throttledUntil = throttledUntil
        self.isPaused = isPaused
        self.isDetached = isDetached
        self.isContactFresh = isContactFresh
    }
}
