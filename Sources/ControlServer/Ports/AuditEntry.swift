// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel
package import VarlinkServer

/// Who did what, or was refused; never a value.
package struct AuditEntry: Sendable, Equatable {
    /// How it ended.
    package enum Outcome: Sendable, Equatable {
        /// Material was used, or a value was read.
        case used
        /// Material was to be used, or a value to be read; failed with the error of this qualified name.
        case useFailed(error: String)
        /// Something is otherwise from now on.
        case changed
        /// A change was asked for and not made, with the error of this qualified name.
        case changeFailed(error: String)
        /// The caller has not the role, nor a grant.
        case denied(required: Role)
    }

    /// What stands in place of a method where a whole connection was refused.
    package static let connecting = "connect"

    /// Who.
    package var peer: Peer
    /// The qualified name of the method, or `connecting`.
    package var method: String
    /// The instance, where the caller named one that could exist.
    package var instanceID: InstanceID?
    /// The replica, where the caller named one that could exist.
    package var replicaID: InstanceID?
    /// `key/ID`, `alias/NAME` or `secret/NAME`, where the caller named one that could exist.
    package var resource: String?
    /// What a change was, in words, where its method and names do not say it; never a value.
    package var detail: String?
    /// How it ended.
    package var outcome: Outcome

    /// Puts the parts together.
    package init(
        peer: Peer,
        method: String,
        instanceID: InstanceID?,
        replicaID: InstanceID? = nil,
        resource: String?,
        detail: String? = nil,
        outcome: Outcome
    ) {
        self.peer = peer
        self.method = method
        self.instanceID = instanceID
        self.replicaID = replicaID
        self.resource = resource
        self.detail = detail
        self.outcome = outcome
    }
}
