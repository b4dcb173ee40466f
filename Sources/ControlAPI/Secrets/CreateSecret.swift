// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension SecretsInterface {
    /// Makes a secret with its first value.
    ///
    /// value: base64, 0 to 65,536 bytes once decoded.
    package enum CreateSecret: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Secrets.CreateSecret"

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
            /// The key under which the values are sealed; null: the root key.
            package var encryptionKeyId: String?
            /// For people.
            package var description: String?
            /// For people and their tools.
            package var tags: [String: String]?

            /// Puts the parts together.
            package init(
                instanceId: String,
                name: String,
                value: ConcealedText,
                versionId: String? = nil,
                encryptionKeyId: String? = nil,
                description: String? = nil,
                tags: [String: String]? = nil
            ) {
                self.instanceId = instanceId
                self.name = name
                self.value = value
                self.versionId = versionId
                self.encryptionKeyId = encryptionKeyId
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
