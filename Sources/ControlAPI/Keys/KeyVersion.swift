// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension KeysInterface {
    /// One material of a key.
    package struct KeyVersion: Codable, Sendable, Equatable {
        /// Its id.
        package var versionId: String
        /// RFC 3339, UTC.
        package var createdAt: String

        /// Puts the parts together.
        package init(versionId: String, createdAt: String) {
            self.versionId = versionId
            self.createdAt = createdAt
        }
    }
}
