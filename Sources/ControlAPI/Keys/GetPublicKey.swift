// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension KeysInterface {
    /// The public half of a key.
    ///
    /// SubjectPublicKeyInfo, PEM.
    package enum GetPublicKey: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Keys.GetPublicKey"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// The key.
            package var keyId: String
            /// The version.
            package var versionId: String?

            /// Puts the parts together.
            package init(instanceId: String, keyId: String, versionId: String? = nil) {
                self.instanceId = instanceId
                self.keyId = keyId
                self.versionId = versionId
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// SubjectPublicKeyInfo, PEM.
            package var pem: String

            /// Puts the parts together.
            package init(pem: String) {
                self.pem = pem
            }
        }
    }
}
