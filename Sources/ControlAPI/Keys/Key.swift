// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

extension KeysInterface {
    /// A key, without its material.
    package struct Key: Codable, Sendable, Equatable {
        /// The instance that holds it.
        package var instanceId: String
        /// 1 to 64 characters of a-z, 0-9 and '-', starting with a letter.
        package var keyId: String
        /// What it is made of, and so what it can do.
        package var spec: KeySpec
        /// What a caller may do with it.
        package var state: SyncModel.Key.State
        /// The version that encrypts or signs; older ones still decrypt and verify.
        package var primaryVersionId: String
        /// A newer version that replicas still have to confirm before it encrypts.
        package var pendingVersionId: String?
        /// Oldest first.
        package var versions: [KeyVersion]
        /// Each "alias/NAME", unique in the instance.
        package var aliases: [String]
        /// For people.
        package var description: String
        /// For people and their tools.
        package var tags: [String: String]
        /// +1 for every accepted change of this key, of any kind.
        package var revision: Int
        /// When it will be destroyed, RFC 3339, UTC; null while that is not planned.
        package var plannedDeletionAt: String?
        /// RFC 3339, UTC.
        package var createdAt: String

        /// Puts the parts together.
        package init(
            instanceId: String,
            keyId: String,
            spec: KeySpec,
            state: SyncModel.Key.State,
            primaryVersionId: String,
            pendingVersionId: String? = nil,
            versions: [KeyVersion],
            aliases: [String],
            description: String,
            tags: [String: String],
            revision: Int,
            plannedDeletionAt: String? = nil,
            createdAt: String
        ) {
            self.instanceId = instanceId
            self.keyId = keyId
            self.spec = spec
            self.state = state
            self.primaryVersionId = primaryVersionId
            self.pendingVersionId = pendingVersionId
            self.versions = versions
            self.aliases = aliases
            self.description = description
            self.tags = tags
            self.revision = revision
            self.plannedDeletionAt = plannedDeletionAt
            self.createdAt = createdAt
        }
    }
}
