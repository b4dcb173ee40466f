// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Crypto
import CryptoExtras
import FoundationEssentials
package import SyncModel

extension KeyMaterial {
    /// Signs or authenticates a message, by the spec's default algorithm when none is given.
    ///
    /// ECDSA gives DER; RSA-PSS has a salt of 32 bytes and MGF1 with SHA-256. Throws `specMismatch`,
    /// `malformedMaterial` or `libraryRefused`.
    package func sign(
        _ message: [UInt8],
        algorithm: SignatureAlgorithm? = nil
    ) throws(VaultError) -> (signature: [UInt8], algorithm: SignatureAlgorithm) {
        let algorithm = try spec.signatureAlgorithm(algorithm)
        let key = try SigningKey(self)
        do {
            return (try key.sign(message, algorithm: algorithm), algorithm)
        } catch {
            throw .libraryRefused
        }
    }

    /// Whether the signature is one of this key over the message; bytes that are no signature at all are not.
    ///
    /// Throws `specMismatch`, `malformedMaterial`.
    package func verify(
        _ message: [UInt8],
        signature: [UInt8],
        algorithm: SignatureAlgorithm? = nil
    ) throws(VaultError) -> Bool {
        let algorithm = try spec.signatureAlgorithm(algorithm)
        return try SigningKey(self).verify(message, signature: signature, algorithm: algorithm)
    }

    /// The public half as SubjectPublicKeyInfo (RFC 5280) in PEM, with a line feed at its end.
    ///
    /// Throws `specMismatch` for symmetric specs, `malformedMaterial`.
    package func publicKeyPEM() throws(VaultError) -> String {
        guard let pem = try SigningKey(self).publicKeyPEM else { throw .specMismatch(spec) }
        return pem + "\n"
    }
}
