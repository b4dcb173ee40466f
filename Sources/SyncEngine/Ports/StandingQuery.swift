// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// Asks where resources are on their way to one replica, in order of their names.
package struct StandingQuery: Sendable {
    /// Which replica.
    package var association: AssociationNumber
    /// Only names after this.
    package var after: String?
    /// Only this resource.
    package var resourceID: ResourceID?
    /// Only what is set aside with a cause: the short way to failures.
    package var onlySetAside: Bool
    /// How far everything is confirmed: a tombstone at or before it is listed no longer.
    package var positions: Positions
    /// Most rows.
    package var limit: Int

    /// Puts the parts together.
    package init(
        association: AssociationNumber,
        after: String?,
        resourceID: ResourceID?,
        onlySetAside: Bool,
        positions: Positions,
        limit: Int
    ) {
        self.association = association
        self.after = after
        self.resourceID = resourceID
        self.onlySetAside = onlySetAside
        self.positions = positions
        self.limit = limit
    }
}
