// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension KeysInterface {
    /// Opens what Encrypt made, under the version that made it.
    package enum Decrypt: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Keys.Decrypt"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// Base64.
            package var ciphertext: ConcealedText
            /// Bound to the ciphertext as authenticated data.
            package var context: [String: String]?

            /// Puts the parts together.
            package init(instanceId: String, ciphertext: ConcealedText, context: [String: String]? = nil) {
                self.instanceId = instanceId
                self.ciphertext = ciphertext
                self.context = context
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// Base64.
            package var plaintext: ConcealedText
            /// The key.
            package var keyId: String
            /// The version.
            package var versionId: String

            /// Puts the parts together.
            package init(plaintext: ConcealedText, keyId: String, versionId: String) {
                self.plaintext = plaintext
                self.keyId = keyId
                self.versionId = versionId
            }
        }
    }
}
