// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// Where one resource is on its way to one replica, with what tells why; never stored.
package enum ResourceSituation: Sendable, Hashable {
    /// Why the newest revision is not confirmed, although nothing is wrong with the resource.
    package enum Turn: Sendable, Hashable {
        /// It was there when the replica was associated, and the first copy has not come to it.
        case firstCopy
        /// It is newer than what the replica has confirmed.
        case newChange
        /// The association covers it only since lately.
        case newlyCovered
        /// An older revision failed of this; the newest one was not answered.
        case newerThanFailure(FailureCause)
    }

    /// The replica was disassociated.
    case detached
    /// It is being sent; `after` is why this very revision failed before.
    case sending(after: FailureCause?)
    /// The replica confirmed the newest revision.
    case confirmed
    /// Its turn comes, or what holds up the replica has to end first.
    case waiting(Turn)
    /// Set aside for want of the key that protects it, which has not failed itself.
    case waitingForKey(FailureCause)
    /// Set aside: the newest revision failed of this.
    case failed(FailureCause)
}

/// What keeps everything from being sent to a replica.
package enum Hold: Sendable, Hashable {
    /// Nothing does.
    case nothing
    /// An operator; nil `until`: until released.
    case paused(reason: String?, until: Timestamp?)
    /// The replica has not agreed to follow; the failure of the newest try to ask.
    case notAgreed(FailureCause?)
    /// The association is being ended; the failure of the newest try to freeze the replica.
    case ending(FailureCause?)
    /// A hello is on its way.
    case connecting
    /// Attempts are suspended after failures.
    case backingOff(FailureCause?)
    /// Nothing happens until an operator acts.
    case down(FailureCause?)
    /// The replica asked for fewer requests.
    case throttled(until: Timestamp)
    /// The association is over.
    case over

    /// What an association's record and the core's view say together; the record tells of its life, the view of now.
    package init(_ record: AssociationRecord, _ view: ReplicaView) {
        switch record.stage {
        case .reserving: self = .notAgreed(view.cause)
        case .disassociating: self = .ending(view.cause)
        case .disassociated: self = .over
        case .bootstrapping, .active:
            if view.isPaused {
                self = .paused(reason: record.pause?.reason, until: record.pause?.until)
                return
            }
            switch view.connection {
            case .backingOff: self = .backingOff(view.cause)
            case .down: self = .down(view.cause)
            case .connecting: self = .connecting
            case .connected: self = view.throttledUntil.map { .throttled(until: $0) } ?? .nothing
            }
        }
    }
}
