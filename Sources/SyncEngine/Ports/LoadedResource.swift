// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// The whole of a resource in the clear, in the canonical form that digests are made of.
package struct OpenedContent: Sendable {
    /// All of it: metadata and every version's material.
    package var bytes: Material
    /// The keyed digest over name, revision and `bytes`, under the association's key.
    package var digest: Digest

    /// Puts the parts together.
    package init(bytes: Material, digest: Digest) {
        self.bytes = bytes
        self.digest = digest
    }
}

/// A resource as the primary's file holds it now.
package struct LoadedResource: Sendable {
    /// Where it stands in the file.
    package var row: RowID
    /// Its name.
    package var resourceID: ResourceID
    /// Its place in the feed when it was read.
    package var sequence: SequenceNumber
    /// Its revision when it was read.
    package var revision: Revision
    /// The whole resource, or why it could not be read.
    package var content: Result<OpenedContent, LinkFailure>

    /// Puts the parts together.
    package init(
        row: RowID,
        resourceID: ResourceID,
        sequence: SequenceNumber,
        revision: Revision,
        content: Result<OpenedContent, LinkFailure>
    ) {
        self.row = row
        self.resourceID = resourceID
        self.sequence = sequence
        self.revision = revision
        self.content = content
    }
}
