// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension SecretsInterface {
    /// One secret, without its values.
    package enum DescribeSecret: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Secrets.DescribeSecret"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// The secret.
            package var name: String

            /// Puts the parts together.
            package init(instanceId: String, name: String) {
                self.instanceId = instanceId
                self.name = name
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// The secret.
            package var secret: Secret

            /// Puts the parts together.
            package init(secret: Secret) {
                self.secret = secret
            }
        }
    }
}
