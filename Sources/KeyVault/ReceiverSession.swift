// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Crypto
import FoundationEssentials
package import SyncModel

/// The receiving side of one connection: opens payloads in any order, and again.
package struct ReceiverSession: Sendable, Undescribed {
    private let key: SymmetricKey

    /// Takes the key that a sender encapsulated, for the same `info`; throws `malformedPeerKey`, `malformedMaterial`.
    ///
    /// An encapsulated key for another pair is not recognized here: payloads then fail to open.
    package init(privateKey: Material, encapsulated: [UInt8], info: [UInt8]) throws(VaultError) {
        try self.init(privateKey: privateKey, encapsulated: encapsulated, info: info, label: TransportSuite.label)
    }

    /// As above, with another exporter context.
    init(privateKey: Material, encapsulated: [UInt8], info: [UInt8], label: [UInt8]) throws(VaultError) {
        try privateKey.requireCount(in: TransportKeyPair.size...TransportKeyPair.size)
        let privateKey = try privateKey.agreementKey()
        _ = try TransportSuite.peerKey(encapsulated)
        do {
            let recipient = try HPKE.Recipient(
                privateKey: privateKey,
                ciphersuite: TransportSuite.hpke,
                info: Data(info),
                encapsulatedKey: Data(encapsulated)
            )
            key = try recipient.exportSecret(context: label, outputByteCount: TransportSuite.keySize)
        } catch {
            throw .malformedPeerKey
        }
    }

    /// Opens a payload that the sender sealed with this counter and header; throws `decryptionFailed`.
    package func open(
        _ sealed: [UInt8],
        counter: UInt64,
        authenticating header: [UInt8]
    ) throws(VaultError) -> Material {
        guard sealed.count >= TransportSuite.tagSize else { throw .decryptionFailed }
        do {
            let nonce = try TransportSuite.nonce(counter)
            return try sealed.withUnsafeBytes { bytes in
                let end = bytes.count - TransportSuite.tagSize
                let box = try AES.GCM.SealedBox(
                    nonce: nonce,
                    ciphertext: UnsafeRawBufferPointer(rebasing: bytes[..<end]),
                    tag: UnsafeRawBufferPointer(rebasing: bytes[end...])
                )
                var opened = try AES.GCM.open(box, using: key, authenticating: header)
                return Material(moving: &opened)
            }
        } catch {
            throw .decryptionFailed
        }
    }
}
