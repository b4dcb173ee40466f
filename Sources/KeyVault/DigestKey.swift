// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Crypto
import FoundationEssentials
package import SyncModel

/// The key of an association's digests (HMAC-SHA-256), by which primary and replica compare content without showing it.
package struct DigestKey: Sendable, Undescribed {
    /// Bytes of the key.
    package static let size = 32

    /// The raw bytes, to be sealed and stored, or sent.
    package let material: Material

    /// An HMAC that has taken in the key and nothing else, copied for each digest.
    private let keyed: HMAC<SHA256>

    /// Takes exactly 32 bytes; throws `malformedMaterial` otherwise.
    package init(_ material: Material) throws(VaultError) {
        try material.requireCount(in: Self.size...Self.size)
        self.material = material
        var keyed = HMAC<SHA256>(key: material.symmetricKey)
        keyed.update(data: AuthenticatedFields(purpose: "kmsync.digest.1").bytes)
        self.keyed = keyed
    }

    /// Makes a new random key; throws `libraryRefused`.
    package static func generate() throws(VaultError) -> DigestKey { try DigestKey(.random(count: size)) }

    /// The digest, 32 bytes, of a header and a content, each taken in with its length.
    package func digest(authenticating header: [UInt8], content: Material) -> [UInt8] {
        var code = keyed
        Self.update(&code, length: header.count)
        code.update(data: header)
        Self.update(&code, length: content.count)
        content.withUnsafeBytes { code.update(data: $0) }
        return Array(code.finalize())
    }

    private static func update(_ code: inout HMAC<SHA256>, length: Int) {
        withUnsafeBytes(of: UInt64(length).bigEndian) { code.update(data: $0) }
    }
}
