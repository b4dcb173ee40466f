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
        // Each call of the library costs more than so few bytes: all but the content goes in at once.
        var prefix: [UInt8] = []
        prefix.reserveCapacity(header.count + 16)
        Self.append(length: header.count, to: &prefix)
        prefix.append(contentsOf: header)
        Self.append(length: content.count, to: &prefix)
        prefix.withUnsafeBytes { code.update(data: $0) }
        content.withUnsafeBytes { code.update(data: $0) }
        return Array(code.finalize())
    }

    private static func append(length: Int, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt64(length).bigEndian) { bytes.append(contentsOf: $0) }
    }
}
