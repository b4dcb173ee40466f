// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// What became of an allowed change.
package enum ChangeOutcome<Resource: Sendable & Equatable>: Sendable, Equatable {
    /// The resource already is as asked: no new revision, nothing to store.
    case unchanged
    /// The resource is another now.
    case changed(ResourceChange<Resource>)
}

/// A resource after a change, and what the change means for its versions and its way to replicas.
package struct ResourceChange<Resource: Sendable & Equatable>: Sendable, Equatable {
    /// The resource, one revision later.
    package var resource: Resource
    /// The version that the change added, the last of the resource's; the caller brings what it holds.
    package var addedVersion: VersionID?
    /// The versions that the change dropped to keep the limit; what they held goes with them.
    package var removedVersions: [VersionID]
    /// The change takes something away from callers, so it overtakes others on the way to replicas.
    package var isUrgent: Bool

    /// Puts the parts together.
    package init(
        _ resource: Resource,
        addedVersion: VersionID? = nil,
        removedVersions: [VersionID] = [],
        isUrgent: Bool = false
    ) {
        self.resource = resource
        self.addedVersion = addedVersion
        self.removedVersions = removedVersions
        self.isUrgent = isUrgent
    }
}
