// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension SecretsInterface {
    /// Adds a version, which takes the stage ACSCurrent unless other stages are given.
    ///
    /// The same versionId with the same value succeeds and changes nothing; with another value it is refused.
    package enum PutSecretValue: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Secrets.PutSecretValue"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// The secret.
            package var name: String
            /// Base64.
            package var value: ConcealedText
            /// The version.
            package var versionId: String?
            /// Labels that point at the version.
            package var stages: [String]?

            /// Puts the parts together.
            package init(
                instanceId: String,
                name: String,
                value: ConcealedText,
                versionId: String? = nil,
                stages: [String]? = nil
            ) {
                self.instanceId = instanceId
                self.name = name
                self.value = value
                self.versionId = versionId
                self.stages = stages
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// The secret.
            package var secret: Secret
            /// The version.
            package var versionId: String

            /// Puts the parts together.
            package init(secret: Secret, versionId: String) {
                self.secret = secret
                self.versionId = versionId
            }
        }
    }
}
