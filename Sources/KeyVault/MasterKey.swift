// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Crypto
import FoundationEssentials
package import SyncModel

/// The daemon's own key: it wraps the root keys of the instances and nothing else.
package struct MasterKey: Sendable, Undescribed {
    /// Bytes of the key.
    package static let size = SealingKey.size

    /// Names the key without revealing it: 16 hexadecimal digits of an HMAC-SHA-256 under it.
    package let id: String

    /// The raw bytes, to be written to a file of mode 0600 when it was just made.
    package let material: Material

    private let key: SealingKey

    /// Takes exactly 32 bytes; throws `malformedMaterial` otherwise.
    package init(_ material: Material) throws(VaultError) {
        key = try SealingKey(material)
        self.material = material
        let purpose = AuthenticatedFields(purpose: "kmsync.master-key-id.1").bytes
        let code = HMAC<SHA256>.authenticationCode(for: purpose, using: material.symmetricKey)
        id = code.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Makes a new random key; throws `libraryRefused`.
    package static func generate() throws(VaultError) -> MasterKey { try MasterKey(.random(count: size)) }

    /// Seals an instance's root key; throws `libraryRefused`.
    package func wrap(_ rootKey: SealingKey, instanceID: String) throws(VaultError) -> [UInt8] {
        try key.seal(rootKey.material, context: Self.context(instanceID))
    }

    /// Opens what `wrap` returned for the same instance.
    ///
    /// Throws `unsupportedFormat`, `decryptionFailed` or `malformedMaterial`.
    package func unwrap(_ wrapped: [UInt8], instanceID: String) throws(VaultError) -> SealingKey {
        try SealingKey(try key.open(wrapped, context: Self.context(instanceID)))
    }

    private static func context(_ instanceID: String) -> [UInt8] {
        var fields = AuthenticatedFields(purpose: "kmsync.root-key.1")
        fields.append(instanceID)
        return fields.bytes
    }
}
