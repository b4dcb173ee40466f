// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Something that happened, as an operator or a journal is told of it.
package struct MonitorEvent: Sendable {
    /// What happened; the raw value is the name that the control socket and the journal use.
    package enum Kind: String, Sendable, CaseIterable {
        case instanceCreated = "instance_created"
        case instanceReleased = "instance_released"
        case resourceChanged = "resource_changed"
        case resourceDeleted = "resource_deleted"
        case associationCreated = "association_created"
        case associationRefused = "association_refused"
        case replicaConnected = "replica_connected"
        case replicaBackingOff = "replica_backing_off"
        case replicaDown = "replica_down"
        case resourceSynchronized = "resource_synchronized"
        case resourceFailed = "resource_failed"
        case replicaInSync = "replica_in_sync"
        case replicaPaused = "replica_paused"
        case replicaResumed = "replica_resumed"
        case replicaDisassociating = "replica_disassociating"
        case replicaDisassociated = "replica_disassociated"
        case selectionGrown = "selection_grown"
    }

    /// When.
    package var at: Timestamp
    /// What.
    package var kind: Kind
    /// The primary, or the instance itself.
    package var instanceID: InstanceID?
    /// The replica, where there is one.
    package var replicaID: InstanceID?
    /// The resource, where there is one.
    package var resourceID: ResourceID?
    /// The resource's revision, where there is one.
    package var revision: Revision?
    /// Why, where something failed.
    package var cause: FailureCause?
    /// One sentence for a person; never a value.
    package var message: String

    /// Puts the parts together.
    package init(
        at: Timestamp,
        kind: Kind,
        instanceID: InstanceID? = nil,
        replicaID: InstanceID? = nil,
        resourceID: ResourceID? = nil,
        revision: Revision? = nil,
        cause: FailureCause? = nil,
        message: String
    ) {
        self.at = at
        self.kind = kind
        self.instanceID = instanceID
        self.replicaID = replicaID
        self.resourceID = resourceID
        self.revision = revision
        self.cause = cause
        self.message = message
    }
}
