// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Something that goes wrong for a part of a run.
package struct PlannedFault: Sendable {
    /// What goes wrong.
    package enum Kind: String, Sendable, CaseIterable {
        /// The region is gone: connections are refused at once, and its process ends.
        case regionLoss = "region-loss"
        /// Connections are refused at once.
        case outage
        /// Nothing arrives in either direction, and nobody is told.
        case partition
        /// What the primary sends does not arrive.
        case requestsLost = "requests-lost"
        /// What the replica answers does not arrive, but what it was asked is done.
        case answersLost = "answers-lost"
        /// Each request and each answer is lost with the chance `amount`.
        case loss
        /// Each push arrives twice with the chance `amount`, the second time up to 3 s later.
        case duplication
        /// Requests and answers overtake each other: each takes up to `amount` seconds more.
        case reordering
        /// Everything takes `amount` times as long.
        case slow
        /// The replica takes `amount` requests a second, and asks for a pause of 2 s beyond.
        case throttle
        /// The disk takes nothing.
        case full
        /// The process ends at each durable write with the chance `amount`.
        case crashes
        /// Each resource of a push is refused with the chance `amount`.
        case refusals
        /// `amount` resources break the connection that carries them.
        case poison
        /// Each read of the primary's file fails with the chance `amount`.
        case readErrors = "read-errors"
        /// The wall clock jumps by up to `amount` seconds, either way, at the beginning.
        case clockJump = "clock-jump"
        /// A share `amount` of all secrets is deleted at the beginning.
        case massDeletion = "mass-deletion"
        /// A share `amount` of all keys is rotated at the beginning.
        case massRotation = "mass-rotation"
        /// An operator holds the replica.
        case pause
        /// The replica is disassociated for good, at the beginning.
        case disassociation
        /// The replica is what it was a while ago, and does not know: restored from a backup.
        case restore

        /// Whether it is the primary that it hits, whatever replica is named.
        package var hitsPrimary: Bool {
            switch self {
            case .readErrors, .clockJump, .massDeletion, .massRotation: true
            default: false
            }
        }
    }

    /// What goes wrong.
    package var kind: Kind
    /// The replica that it hits; nil: the primary, or every replica where it can only hit replicas.
    package var replica: String?
    /// When it begins, as a share of the run.
    package var begins: Double
    /// How long it lasts, as a share of the run.
    package var lasts: Double
    /// How much of it; the kind says of what.
    package var amount: Double
    /// It comes and goes: so many times within its time.
    package var times: Int

    /// Puts the parts together.
    package init(
        _ kind: Kind,
        replica: String? = nil,
        begins: Double,
        lasts: Double = 0,
        amount: Double = 0,
        times: Int = 1
    ) {
        self.kind = kind
        self.replica = replica
        self.begins = begins
        self.lasts = lasts
        self.amount = amount
        self.times = times
    }
}
