// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension SecretsInterface {
    /// One value of a secret, without the value.
    package struct SecretVersion: Codable, Sendable, Equatable {
        /// Its id.
        package var versionId: String
        /// Labels that point at the version.
        package var stages: [String]
        /// RFC 3339, UTC.
        package var createdAt: String

        /// Puts the parts together.
        package init(versionId: String, stages: [String], createdAt: String) {
            self.versionId = versionId
            self.stages = stages
            self.createdAt = createdAt
        }
    }
}
