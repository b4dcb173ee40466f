// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

extension KeySpec {
    /// How a key of this spec signs or authenticates, the default first; none for a spec that encrypts.
    package var signatureAlgorithms: [SignatureAlgorithm] {
        switch self {
        case .aes256: []
        case .rsa2048, .rsa3072, .rsa4096: [.rsaPSSSHA256, .rsaPKCS1SHA256]
        case .ecP256: [.ecdsaSHA256]
        case .ecP384: [.ecdsaSHA384]
        case .ed25519: [.ed25519]
        case .hmacSHA256: [.hmacSHA256]
        }
    }

    /// The algorithm asked for, or the default; throws `specMismatch` when a key of this spec does not do it.
    package func signatureAlgorithm(_ asked: SignatureAlgorithm?) throws(VaultError) -> SignatureAlgorithm {
        guard let algorithm = asked ?? signatureAlgorithms.first, signatureAlgorithms.contains(algorithm) else {
            throw .specMismatch(self)
        }
        return algorithm
    }
}
