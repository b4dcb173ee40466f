// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What a key is made of, and so what it can do.
package enum KeySpec: String, Sendable, CaseIterable, Codable {
    /// 256-bit symmetric key: encrypts and decrypts.
    case aes256 = "aes_256"
    /// Signs and verifies.
    case rsa2048 = "rsa_2048"
    /// Signs and verifies.
    case rsa3072 = "rsa_3072"
    /// Signs and verifies.
    case rsa4096 = "rsa_4096"
    /// Signs and verifies.
    case ecP256 = "ec_p256"
    /// Signs and verifies.
    case ecP384 = "ec_p384"
    /// Signs and verifies.
    case ed25519
    /// Generates and verifies message authentication codes.
    case hmacSHA256 = "hmac_sha_256"

    /// Whether a key of this spec encrypts; the others sign.
    package var encrypts: Bool { self == .aes256 }

    /// Whether a key of this spec has a public half.
    package var isAsymmetric: Bool { self != .aes256 && self != .hmacSHA256 }
}
