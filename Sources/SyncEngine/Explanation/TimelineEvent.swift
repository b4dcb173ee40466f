// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What can stand in the timeline of a resource; the raw value is the name that the control socket uses.
package enum TimelineEvent: String, Sendable, CaseIterable {
    /// The primary created it.
    case resourceCreated = "resource_created"
    /// The primary changed it.
    case resourceChanged = "resource_changed"
    /// The primary deleted it.
    case resourceDeleted = "resource_deleted"
    /// The association was asked for.
    case associationCreated = "association_created"
    /// The resource failed at the replica.
    case resourceFailed = "resource_failed"
    /// A failure of everything that goes to the replica.
    case replicaFailed = "replica_failed"
    /// The replica confirmed something, of this or another resource.
    case replicaConfirmed = "replica_confirmed"
    /// The replica was heard of.
    case replicaHeard = "replica_heard"
    /// The replica is frozen.
    case replicaDisassociated = "replica_disassociated"
}
