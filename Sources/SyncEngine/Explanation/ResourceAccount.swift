// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// All that a primary's file knows of one resource and one association.
package struct ResourceAccount: Sendable {
    /// The key that protects a secret.
    package struct ProtectingKey: Sendable {
        /// Its name.
        package var resourceID: ResourceID
        /// Where it stands; nil: the primary has no such key.
        package var standing: ResourceStanding?

        /// Puts the parts together.
        package init(resourceID: ResourceID, standing: ResourceStanding?) {
            self.resourceID = resourceID
            self.standing = standing
        }
    }

    /// Where the resource stands, whether it is listed or not.
    package var standing: ResourceStanding
    /// When it was created.
    package var createdAt: Timestamp
    /// Its newest change.
    package var changedAt: Timestamp
    /// Whether the association covers it.
    package var isCovered: Bool
    /// The key that protects it, for a secret that names one.
    package var key: ProtectingKey?
    /// When the association was asked for.
    package var associatedAt: Timestamp
    /// When the replica had confirmed its freeze; nil: it has not.
    package var endedAt: Timestamp?

    /// Puts the parts together.
    package init(
        standing: ResourceStanding,
        createdAt: Timestamp,
        changedAt: Timestamp,
        isCovered: Bool,
        key: ProtectingKey?,
        associatedAt: Timestamp,
        endedAt: Timestamp?
    ) {
        self.standing = standing
        self.createdAt = createdAt
        self.changedAt = changedAt
        self.isCovered = isCovered
        self.key = key
        self.associatedAt = associatedAt
        self.endedAt = endedAt
    }
}
