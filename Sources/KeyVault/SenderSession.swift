// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Crypto
import FoundationEssentials
package import SyncModel
import Synchronization

/// The sending side of one connection: seals payloads under the connection's key, each with its own counter.
package final class SenderSession: Sendable, Undescribed {
    /// Payloads that one key seals; after that a hello makes a new one.
    package static let payloadLimit: UInt64 = 1 << 24

    private let key: SymmetricKey
    private let counter: Mutex<UInt64>

    private init(key: SymmetricKey, counter: UInt64) {
        self.key = key
        self.counter = Mutex(counter)
    }

    /// Encapsulates a new key to the receiver's public key; `info` is what both sides know of the connection.
    ///
    /// The encapsulated key is for `ReceiverSession`. Throws `malformedPeerKey`.
    package static func start(
        to publicKey: [UInt8],
        info: [UInt8]
    ) throws(VaultError) -> (session: SenderSession, encapsulated: [UInt8]) {
        try start(to: publicKey, info: info, counter: 0)
    }

    /// As above, with a counter that has already run.
    static func start(
        to publicKey: [UInt8],
        info: [UInt8],
        counter: UInt64
    ) throws(VaultError) -> (session: SenderSession, encapsulated: [UInt8]) {
        let receiverKey = try TransportSuite.peerKey(publicKey)
        do {
            let sender = try HPKE.Sender(
                recipientKey: receiverKey,
                ciphersuite: TransportSuite.hpke,
                info: Data(info)
            )
            let key = try sender.exportSecret(context: TransportSuite.label, outputByteCount: TransportSuite.keySize)
            return (SenderSession(key: key, counter: counter), Array(sender.encapsulatedKey))
        } catch {
            throw .malformedPeerKey
        }
    }

    /// Seals a payload: the ciphertext with its tag of 16 bytes, and the counter that opens it.
    ///
    /// Throws `exhausted` after `payloadLimit` payloads, `libraryRefused`.
    package func seal(
        _ payload: Material,
        authenticating header: [UInt8]
    ) throws(VaultError) -> (counter: UInt64, sealed: [UInt8]) {
        let counter = counter.withLock { next in
            defer { next += 1 }
            return next
        }
        guard counter < Self.payloadLimit else { throw .exhausted }
        do {
            let nonce = try TransportSuite.nonce(counter)
            let box = try payload.withUnsafeBytes {
                try AES.GCM.seal($0, using: key, nonce: nonce, authenticating: header)
            }
            let size = payload.count + TransportSuite.tagSize
            let sealed = [UInt8](unsafeUninitializedCapacity: size) { memory, count in
                count = box.ciphertext.copyBytes(to: memory)
                count += box.tag.copyBytes(to: UnsafeMutableBufferPointer(rebasing: memory[count...]))
            }
            return (counter, sealed)
        } catch {
            throw .libraryRefused
        }
    }
}
