// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension KeysInterface {
    /// Encrypts under the primary version of a key.
    ///
    /// Context is bound to the ciphertext as authenticated data. keyId may be an alias ("alias/NAME").
    package enum Encrypt: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Keys.Encrypt"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// The key.
            package var keyId: String
            /// Base64.
            package var plaintext: ConcealedText
            /// Bound to the ciphertext as authenticated data.
            package var context: [String: String]?

            /// Puts the parts together.
            package init(
                instanceId: String,
                keyId: String,
                plaintext: ConcealedText,
                context: [String: String]? = nil
            ) {
                self.instanceId = instanceId
                self.keyId = keyId
                self.plaintext = plaintext
                self.context = context
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// Base64.
            package var ciphertext: ConcealedText
            /// The key.
            package var keyId: String
            /// The version.
            package var versionId: String

            /// Puts the parts together.
            package init(ciphertext: ConcealedText, keyId: String, versionId: String) {
                self.ciphertext = ciphertext
                self.keyId = keyId
                self.versionId = versionId
            }
        }
    }
}
