// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension KeysInterface {
    /// Whether a signature or message authentication code is genuine.
    ///
    /// VersionId null: any version of the key.
    package enum Verify: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Keys.Verify"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// The key.
            package var keyId: String
            /// Base64 of the message itself, not of its digest.
            package var message: ConcealedText
            /// Base64.
            package var signature: ConcealedText
            /// How it is signed; null: what fits the key.
            package var algorithm: String?
            /// The version.
            package var versionId: String?

            /// Puts the parts together.
            package init(
                instanceId: String,
                keyId: String,
                message: ConcealedText,
                signature: ConcealedText,
                algorithm: String? = nil,
                versionId: String? = nil
            ) {
                self.instanceId = instanceId
                self.keyId = keyId
                self.message = message
                self.signature = signature
                self.algorithm = algorithm
                self.versionId = versionId
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// Whether it is genuine.
            package var valid: Bool

            /// Puts the parts together.
            package init(valid: Bool) {
                self.valid = valid
            }
        }
    }
}
