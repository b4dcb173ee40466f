// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

extension FoundKey {
    /// Whether a key of this kind is one of the spec.
    func fits(_ spec: KeySpec) -> Bool {
        switch spec {
        case .aes256, .hmacSHA256: false
        case .rsa2048: self == .rsa(bits: 2_048)
        case .rsa3072: self == .rsa(bits: 3_072)
        case .rsa4096: self == .rsa(bits: 4_096)
        case .ecP256: self == .ecP256
        case .ecP384: self == .ecP384
        case .ed25519: self == .ed25519
        }
    }
}
