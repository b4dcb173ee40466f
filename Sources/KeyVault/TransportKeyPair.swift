// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Crypto
import FoundationEssentials
package import SyncModel

/// The key pair (X25519, RFC 7748) to which senders encapsulate the key of a connection.
package struct TransportKeyPair: Sendable, Undescribed {
    /// Bytes of the private key, and of the public key.
    package static let size = 32

    /// The raw private key, to be sealed when it is stored.
    package let privateKey: Material

    /// The raw public key.
    package let publicKey: [UInt8]

    /// Takes a raw private key of exactly 32 bytes; throws `malformedMaterial` otherwise.
    package init(privateKey: Material) throws(VaultError) {
        try privateKey.requireCount(in: Self.size...Self.size)
        self.privateKey = privateKey
        publicKey = Array(try privateKey.agreementKey().publicKey.rawRepresentation)
    }

    /// Makes a new random pair; throws `libraryRefused`.
    package static func generate() throws(VaultError) -> TransportKeyPair {
        try TransportKeyPair(privateKey: .random(count: size))
    }
}

extension Material {
    /// The library's form of a raw X25519 private key; throws `libraryRefused`.
    func agreementKey() throws(VaultError) -> Curve25519.KeyAgreement.PrivateKey {
        do {
            return try withUnsafeBytes { try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: $0) }
        } catch {
            throw .libraryRefused
        }
    }
}
