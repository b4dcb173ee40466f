// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Crypto
import FoundationEssentials

/// What both sides agree on: HPKE (RFC 9180) in base mode, used to export one key, and AES-256-GCM under it.
enum TransportSuite {
    /// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
    static let hpke = HPKE.Ciphersuite(kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256)

    /// The exporter context of the connection's key.
    static let label = Array("kmsync.transport-key.1".utf8)

    /// Bytes of the exported key.
    static let keySize = 32

    /// Bytes of the tag at the end of a sealed payload.
    static let tagSize = 16

    /// The counter as 96 bits, big endian.
    static func nonce(_ counter: UInt64) throws -> AES.GCM.Nonce {
        try withUnsafeTemporaryAllocation(byteCount: 12, alignment: 8) { memory in
            memory.storeBytes(of: 0, as: UInt32.self)
            withUnsafeBytes(of: counter.bigEndian) { memory[4...].copyBytes(from: $0) }
            return try AES.GCM.Nonce(data: UnsafeRawBufferPointer(memory))
        }
    }

    /// The library's form of a peer's raw public key, long-lived or encapsulated; throws `malformedPeerKey`.
    ///
    /// A point of low order gives every private key the same all-zero secret; RFC 9180, section 7.1.4, has it refused.
    /// The library does not look, so a key made for this does.
    static func peerKey(_ bytes: [UInt8]) throws(VaultError) -> Curve25519.KeyAgreement.PublicKey {
        do {
            let key = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: bytes)
            let secret = try Curve25519.KeyAgreement.PrivateKey().sharedSecretFromKeyAgreement(with: key)
            guard secret.withUnsafeBytes({ $0.contains { $0 != 0 } }) else { throw VaultError.malformedPeerKey }
            return key
        } catch {
            throw .malformedPeerKey
        }
    }
}
