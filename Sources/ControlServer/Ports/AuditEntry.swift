// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel
package import VarlinkServer

/// Who did what, or was refused; never a value.
package struct AuditEntry: Sendable, Equatable {
    /// How it ended.
    package enum Outcome: Sendable, Equatable {
        /// The material was used, or the value was read.
        case done
        /// Failed with the error of this qualified name.
        case failed(error: String)
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
    /// `key/ID`, `alias/NAME` or `secret/NAME`, where the caller named one that could exist.
    package var resource: String?
    /// How it ended.
    package var outcome: Outcome

    /// Puts the parts together.
    package init(peer: Peer, method: String, instanceID: InstanceID?, resource: String?, outcome: Outcome) {
        self.peer = peer
        self.method = method
        self.instanceID = instanceID
        self.resource = resource
        self.outcome = outcome
    }
}
