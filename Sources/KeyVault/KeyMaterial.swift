// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Crypto
import CryptoExtras
import FoundationEssentials
package import SyncModel

/// The material of one version of a key, with what it is made of.
///
/// The material is in its stored form: PKCS #8 DER (RFC 5208) for asymmetric specs, the raw bytes for the others.
package struct KeyMaterial: Sendable, Undescribed {
    /// Bytes that an `hmac_sha_256` key may have.
    package static let hmacSizes = 32...128

    /// What the key is made of.
    package let spec: KeySpec

    /// The stored form.
    package let material: Material

    /// Takes material in its stored form, as `generate` and `importing` left it; it is checked when it is used.
    package init(spec: KeySpec, material: Material) {
        self.spec = spec
        self.material = material
    }

    /// Makes a new random key.
    ///
    /// RSA takes from tens of milliseconds to seconds. Throws `libraryRefused`.
    package static func generate(_ spec: KeySpec) throws(VaultError) -> KeyMaterial {
        do {
            var stored: Data
            switch spec {
            case .aes256: return KeyMaterial(spec: spec, material: .random(count: SealingKey.size))
            case .hmacSHA256: return KeyMaterial(spec: spec, material: .random(count: 32))
            case .rsa2048: stored = try _RSA.Signing.PrivateKey(keySize: .bits2048).pkcs8DERRepresentation
            case .rsa3072: stored = try _RSA.Signing.PrivateKey(keySize: .bits3072).pkcs8DERRepresentation
            case .rsa4096: stored = try _RSA.Signing.PrivateKey(keySize: .bits4096).pkcs8DERRepresentation
            case .ecP256: stored = P256.Signing.PrivateKey().pkcs8DERRepresentation
            case .ecP384: stored = P384.Signing.PrivateKey().pkcs8DERRepresentation
            case .ed25519: stored = Curve25519.Signing.PrivateKey().pkcs8DERRepresentation
            }
            return KeyMaterial(spec: spec, material: Material(moving: &stored))
        } catch {
            throw .libraryRefused
        }
    }

    /// The key under which values and messages are sealed; throws `specMismatch` unless the spec is `aes_256`.
    package func sealingKey() throws(VaultError) -> SealingKey {
        guard spec == .aes256 else { throw .specMismatch(spec) }
        return try SealingKey(material)
    }

    /// Encrypts into an envelope that names key and version; throws `specMismatch` or `libraryRefused`.
    ///
    /// Both ids have at most 255 bytes.
    package func encrypt(
        _ plaintext: Material,
        keyID: String,
        versionID: String,
        context: EncryptionContext
    ) throws(VaultError) -> [UInt8] {
        let header = Ciphertext.header(keyID: keyID, versionID: versionID)
        let context = Ciphertext.authenticated(header: header[...], context: context)
        return header + (try sealingKey().seal(plaintext, context: context))
    }

    /// Decrypts an envelope made for the same context.
    ///
    /// Throws `specMismatch`, `malformedCiphertext`, `unsupportedFormat` or `decryptionFailed`.
    package func decrypt(_ ciphertext: [UInt8], context: EncryptionContext) throws(VaultError) -> Material {
        let envelope = try Ciphertext(ciphertext)
        let context = Ciphertext.authenticated(header: envelope.header, context: context)
        return try sealingKey().open(envelope.sealed, context: context)
    }
}
