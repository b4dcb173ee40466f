// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// One resource as it stands in the change feed, as far as sending needs to know it; never its material.
package struct FeedRow: Sendable, Hashable {
    /// The key that protects a secret, as it stood when the row was read.
    package struct ProtectingKey: Sendable, Hashable {
        /// Where the key stands in the file.
        package var row: RowID
        /// Its name.
        package var resourceID: ResourceID
        /// Its newest change.
        package var sequence: SequenceNumber
        /// Its revision.
        package var revision: Revision
        /// About how many bytes a push of it takes.
        package var size: Int
        /// Where it was set aside, if so.
        package var setAside: SetAsideRecord?

        /// Puts the parts together.
        package init(
            row: RowID,
            resourceID: ResourceID,
            sequence: SequenceNumber,
            revision: Revision,
            size: Int,
            setAside: SetAsideRecord?
        ) {
            self.row = row
            self.resourceID = resourceID
            self.sequence = sequence
            self.revision = revision
            self.size = size
            self.setAside = setAside
        }
    }

    /// Where it stands in the file.
    package var row: RowID
    /// Its name.
    package var resourceID: ResourceID
    /// Its newest change.
    package var sequence: SequenceNumber
    /// Its revision.
    package var revision: Revision
    /// About how many bytes a push of it takes.
    package var size: Int
    /// The key that protects it, for a live secret that names one.
    package var key: ProtectingKey?
    /// Where it was set aside, if so.
    package var setAside: SetAsideRecord?
    /// Whether the key was confirmed when the row was read; the core finds out.
    var isKeyConfirmed = false

    /// Puts the parts together.
    package init(
        row: RowID,
        resourceID: ResourceID,
        sequence: SequenceNumber,
        revision: Revision,
        size: Int,
        key: ProtectingKey?,
        setAside: SetAsideRecord?
    ) {
        self.row = row
        self.resourceID = resourceID
        self.sequence = sequence
        self.revision = revision
        self.size = size
        self.key = key
        self.setAside = setAside
    }
}
