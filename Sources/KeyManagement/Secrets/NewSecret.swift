// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// A secret that is asked for, apart from its value: every part is allowed.
package struct NewSecret: Sendable, Hashable {
    /// Its name.
    package let name: SecretName
    /// The id of its first version; nil: one is made up.
    package let versionID: VersionID?
    /// The key under which values are sealed; nil: the instance's root key.
    package let encryptionKeyID: KeyID?
    /// For people.
    package let description: String
    /// For people and their tools.
    package let tags: [String: String]

    /// Checks every part.
    package init(
        name: SecretName,
        versionID: VersionID? = nil,
        encryptionKeyID: KeyID? = nil,
        description: String = "",
        tags: [String: String] = [:]
    ) throws(InvalidInput) {
        self.name = name
        self.versionID = versionID
        self.encryptionKeyID = encryptionKeyID
        self.description = try AnnotationRule.check(description: description)
        self.tags = try AnnotationRule.check(tags: tags)
    }

    /// The secret at its first moment: active, with one version that is current.
    ///
    /// `revision` is above every revision that a secret of this name ever had.
    package func secret(revision: Revision, now: Timestamp) -> Secret {
        let version = Secret.Version(
            id: versionID ?? VersionID(stored: "v1"),
            stages: [Secret.currentStage],
            createdAt: now
        )
        return Secret(
            name: name,
            encryptionKeyID: encryptionKeyID,
            plannedDeletionAt: nil,
            versions: [version],
            description: description,
            tags: tags,
            revision: revision,
            createdAt: now
        )
    }
}
