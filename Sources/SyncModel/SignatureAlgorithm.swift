// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// How a message is signed or authenticated.
package enum SignatureAlgorithm: String, Sendable, CaseIterable, Codable {
    /// RSASSA-PSS with SHA-256 and a salt of 32 bytes (RFC 8017).
    case rsaPSSSHA256 = "rsa_pss_sha_256"
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017).
    case rsaPKCS1SHA256 = "rsa_pkcs1_sha_256"
    /// ECDSA on P-256 with SHA-256, DER signature.
    case ecdsaSHA256 = "ecdsa_sha_256"
    /// ECDSA on P-384 with SHA-384, DER signature.
    case ecdsaSHA384 = "ecdsa_sha_384"
    /// Ed25519 (RFC 8032).
    case ed25519
    /// HMAC with SHA-256 (RFC 2104).
    case hmacSHA256 = "hmac_sha_256"
}
