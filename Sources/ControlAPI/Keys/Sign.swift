// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension KeysInterface {
    /// Signs a message, or makes its message authentication code.
    ///
    /// algorithm: rsa_pss_sha_256 (the default for RSA), rsa_pkcs1_sha_256, ecdsa_sha_256, ecdsa_sha_384, ed25519,
    /// hmac_sha_256. message is the message itself, not its digest. ECDSA signatures are DER, as openssl reads them.
    package enum Sign: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Keys.Sign"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// The key.
            package var keyId: String
            /// Base64 of the message itself, not of its digest.
            package var message: ConcealedText
            /// How it is signed; null: what fits the key.
            package var algorithm: String?

            /// Puts the parts together.
            package init(instanceId: String, keyId: String, message: ConcealedText, algorithm: String? = nil) {
                self.instanceId = instanceId
                self.keyId = keyId
                self.message = message
                self.algorithm = algorithm
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// Base64.
            package var signature: ConcealedText
            /// The version.
            package var versionId: String
            /// How it is signed; null: what fits the key.
            package var algorithm: String

            /// Puts the parts together.
            package init(signature: ConcealedText, versionId: String, algorithm: String) {
                self.signature = signature
                self.versionId = versionId
                self.algorithm = algorithm
            }
        }
    }
}
