// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// How many resources are where on their way to one replica, as people see it.
package struct StatusCounts: Sendable, Hashable {
    /// Not sent yet.
    package var pending: Int
    /// Being sent.
    package var inProgress: Int
    /// Confirmed.
    package var inSync: Int
    /// Failed.
    package var failed: Int
    /// Were confirmed; the replica is silent.
    package var unknown: Int
    /// The replica was disassociated.
    package var detached: Int

    /// None anywhere.
    package static let zero = StatusCounts(pending: 0, inProgress: 0, inSync: 0, failed: 0, unknown: 0, detached: 0)

    /// The sum of two.
    package static func + (left: Self, right: Self) -> Self {
        StatusCounts(
            pending: left.pending + right.pending,
            inProgress: left.inProgress + right.inProgress,
            inSync: left.inSync + right.inSync,
            failed: left.failed + right.failed,
            unknown: left.unknown + right.unknown,
            detached: left.detached + right.detached
        )
    }

    /// Puts the parts together.
    package init(
        pending: Int,
        inProgress: Int,
        inSync: Int,
        failed: Int,
        unknown: Int,
        detached: Int
    ) {
        self.pending = pending
        self.inProgress = inProgress
        self.inSync = inSync
        self.failed = failed
        self.unknown = unknown
        self.detached = detached
    }
}

/// How many failed of one cause.
package struct CauseCount: Sendable, Hashable {
    /// The cause.
    package var code: FailureCode
    /// How many.
    package var count: Int

    /// Puts the parts together.
    package init(code: FailureCode, count: Int) {
        self.code = code
        self.count = count
    }
}

/// An association as people see it.
package struct AssociationView: Sendable {
    /// The primary.
    package var primaryID: InstanceID
    /// The replica.
    package var replicaID: InstanceID
    /// Where the replica is: `local` for an instance of this daemon.
    package var address: String
    /// The replica's region.
    package var region: String
    /// What it covers.
    package var type: SynchronizationType
    /// Where it is in its life.
    package var state: AssociationState
    /// How the primary stands with the replica.
    package var connection: ConnectionState
    /// The replica's own failure.
    package var cause: FailureCause?
    /// The fencing number.
    package var epoch: Epoch
    /// Everything up to this is confirmed or listed as failed.
    package var appliedSequence: SequenceNumber
    /// The primary's head.
    package var headSequence: SequenceNumber
    /// Age of the oldest unconfirmed change; zero: none; nil: not known.
    package var lag: Duration?
    /// When the replica was last heard of.
    package var lastContactAt: Timestamp?
    /// When the replica last confirmed something.
    package var lastSuccessAt: Timestamp?
    /// Why an operator holds it.
    package var pausedReason: String?
    /// How many resources are where.
    package var counts: StatusCounts
    /// Failed ones by cause, most first.
    package var causes: [CauseCount]

    /// Puts the parts together.
    package init(
        primaryID: InstanceID,
        replicaID: InstanceID,
        address: String,
        region: String,
        type: SynchronizationType,
        state: AssociationState,
        connection: ConnectionState,
        cause: FailureCause?,
        epoch: Epoch,
        appliedSequence: SequenceNumber,
        headSequence: SequenceNumber,
        lag: Duration?,
        lastContactAt: Timestamp?,
        lastSuccessAt: Timestamp?,
        pausedReason: String?,
        counts: StatusCounts,
        causes: [CauseCount]
    ) {
        self.primaryID = primaryID
        self.replicaID = replicaID
        self.address = address
        self.region = region
        self.type = type
        self.state = state
        self.connection = connection
        self.cause = cause
        self.epoch = epoch
        self.appliedSequence = appliedSequence
        self.headSequence = headSequence
        self.lag = lag
        self.lastContactAt = lastContactAt
        self.lastSuccessAt = lastSuccessAt
        self.pausedReason = pausedReason
        self.counts = counts
        self.causes = causes
    }
}
