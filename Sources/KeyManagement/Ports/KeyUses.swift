// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// What an encryption gives.
package struct Encrypted: Sendable {
    /// Names its instance, key and version, and holds the sealed plaintext.
    package var ciphertext: [UInt8]
    /// The key.
    package var keyID: KeyID
    /// The version that encrypted.
    package var versionID: VersionID

    /// Puts the parts together.
    package init(ciphertext: [UInt8], keyID: KeyID, versionID: VersionID) {
        self.ciphertext = ciphertext
        self.keyID = keyID
        self.versionID = versionID
    }
}

/// What a decryption gives.
package struct Decrypted: Sendable {
    /// What was encrypted.
    package var plaintext: Material
    /// The key.
    package var keyID: KeyID
    /// The version that had encrypted.
    package var versionID: VersionID

    /// Puts the parts together.
    package init(plaintext: Material, keyID: KeyID, versionID: VersionID) {
        self.plaintext = plaintext
        self.keyID = keyID
        self.versionID = versionID
    }
}

/// What signing gives.
package struct Signed: Sendable {
    /// The signature, or the message authentication code.
    package var signature: [UInt8]
    /// The key that signed.
    package var keyID: KeyID
    /// The version that signed.
    package var versionID: VersionID
    /// How it signed.
    package var algorithm: SignatureAlgorithm

    /// Puts the parts together.
    package init(signature: [UInt8], keyID: KeyID, versionID: VersionID, algorithm: SignatureAlgorithm) {
        self.signature = signature
        self.keyID = keyID
        self.versionID = versionID
        self.algorithm = algorithm
    }
}
