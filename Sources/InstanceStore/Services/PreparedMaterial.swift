// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyVault
import SyncModel

/// Material for a new version of a key, made before the transaction where making it takes long.
///
/// An RSA key takes from tens of milliseconds to seconds, for which the file's one writer must not wait. The others take
/// microseconds and are made in the transaction.
struct PreparedMaterial {
    private let spec: KeySpec?
    private let ready: Material?

    /// Nothing is prepared.
    static let none = PreparedMaterial(spec: nil, ready: nil)

    /// Prepares material of the spec if that takes long.
    static func prepare(_ spec: KeySpec) throws -> PreparedMaterial {
        switch spec {
        case .rsa2048, .rsa3072, .rsa4096:
            return PreparedMaterial(spec: spec, ready: try KeyMaterial.generate(spec).material)
        case .aes256, .ecP256, .ecP384, .ed25519, .hmacSHA256:
            return .none
        }
    }

    /// What was prepared; made now where nothing was, or for a key that has become another meanwhile.
    func material(of spec: KeySpec) throws -> Material {
        if let ready, spec == self.spec { return ready }
        return try KeyMaterial.generate(spec).material
    }
}
