// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// An association as the primary's file has it.
package struct AssociationRecord: Sendable {
    /// An operator's hold.
    package struct Pause: Sendable, Hashable {
        /// Why.
        package var reason: String
        /// When it ends by itself; nil: by an operator only.
        package var until: Timestamp?

        /// Puts the parts together.
        package init(reason: String, until: Timestamp?) {
            self.reason = reason
            self.until = until
        }
    }

    /// Where it is in its life; a pause is not part of it.
    package enum Stage: String, Sendable, CaseIterable {
        case reserving
        case bootstrapping
        case active
        case disassociating
        case disassociated
    }

    /// Its number in the file.
    package var number: AssociationNumber
    /// The replica.
    package var replicaID: InstanceID
    /// The replica's region.
    package var region: String
    /// What it covers.
    package var type: SynchronizationType
    /// Where it is in its life.
    package var stage: Stage
    /// The fencing number.
    package var epoch: Epoch
    /// How far the replica has confirmed, durably.
    package var positions: Positions
    /// An operator's hold.
    package var pause: Pause?
    /// The replica's own failure.
    package var cause: FailureCause?
    /// When the replica was last heard of.
    package var lastContactAt: Timestamp?
    /// When the replica last confirmed something.
    package var lastSuccessAt: Timestamp?

    /// The state that people see: a pause shows through.
    package var state: AssociationState {
        switch stage {
        case .reserving: .reserving
        case .bootstrapping: pause == nil ? .bootstrapping : .paused
        case .active: pause == nil ? .active : .paused
        case .disassociating: .disassociating
        case .disassociated: .disassociated
        }
    }

    /// Whether changes are sent.
    package var isReplicating: Bool { stage == .bootstrapping || stage == .active }

    /// Puts the parts together.
    package init(
        number: AssociationNumber,
        replicaID: InstanceID,
        region: String,
        type: SynchronizationType,
        stage: Stage,
        epoch: Epoch,
        positions: Positions,
        pause: Pause?,
        cause: FailureCause?,
        lastContactAt: Timestamp?,
        lastSuccessAt: Timestamp?
    ) {
        self.number = number
        self.replicaID = replicaID
        self.region = region
        self.type = type
        self.stage = stage
        self.epoch = epoch
        self.positions = positions
        self.pause = pause
        self.cause = cause
        self.lastContactAt = lastContactAt
        self.lastSuccessAt = lastSuccessAt
    }
}
