// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

extension SecretsInterface {
    /// A secret, without its values.
    package struct Secret: Codable, Sendable, Equatable {
        /// The instance that holds it.
        package var instanceId: String
        /// 1 to 256 characters: ASCII letters, digits and `/_+=.@-`; no empty, `.` or `..` part between slashes.
        package var name: String
        /// The key of the same instance under which the values are sealed (aes_256); null: the instance's root key.
        package var encryptionKeyId: String?
        /// What a caller may do with it.
        package var state: SyncModel.Secret.State
        /// Oldest first.
        package var versions: [SecretVersion]
        /// For people.
        package var description: String
        /// For people and their tools.
        package var tags: [String: String]
        /// +1 for every accepted change, of any kind.
        package var revision: Int
        /// When it will be destroyed, RFC 3339, UTC; null while that is not planned.
        package var plannedDeletionAt: String?
        /// RFC 3339, UTC.
        package var createdAt: String

        /// Puts the parts together.
        package init(
            instanceId: String,
            name: String,
            encryptionKeyId: String? = nil,
            state: SyncModel.Secret.State,
            versions: [SecretVersion],
            description: String,
            tags: [String: String],
            revision: Int,
            plannedDeletionAt: String? = nil,
            createdAt: String
        ) {
            self.instanceId = instanceId
            self.name = name
            self.encryptionKeyId = encryptionKeyId
            self.state = state
            self.versions = versions
            self.description = description
            self.tags = tags
            self.revision = revision
            self.plannedDeletionAt = plannedDeletionAt
            self.createdAt = createdAt
        }
    }
}
