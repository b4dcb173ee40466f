// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension SecretsInterface {
    /// Replaces the description and the tags, where given.
    package enum UpdateSecret: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Secrets.UpdateSecret"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// The secret.
            package var name: String
            /// For people.
            package var description: String?
            /// For people and their tools.
            package var tags: [String: String]?

            /// Puts the parts together.
            package init(instanceId: String, name: String, description: String? = nil, tags: [String: String]? = nil) {
                self.instanceId = instanceId
                self.name = name
                self.description = description
                self.tags = tags
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
