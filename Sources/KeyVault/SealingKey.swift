// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Crypto
import FoundationEssentials
package import SyncModel
import Synchronization

/// A key of 32 bytes under which material is sealed: a root key, a master key, or a version of an `aes_256` key.
///
/// Sealed bytes are one format byte and XAES-256-GCM: 24 bytes of nonce, the ciphertext, 16 bytes of tag.
/// The first half of the nonce is drawn once and kept for up to 2^32 seals, which saves deriving its subkey each time.
/// The second half is eight random bytes and a count. The count keeps nonces apart within a run; the random bytes do so
/// even when a virtual machine is resumed twice from one snapshot.
package final class SealingKey: Sendable, Undescribed {
    /// Bytes of the key.
    package static let size = 32

    /// Bytes by which sealed bytes are longer than the plaintext: format, nonce, tag.
    package static let overhead = 1 + ExtendedNonceCipher.nonceSize + 16

    private static let format: UInt8 = 1

    /// One drawn first half of the nonce, its subkey, and which seal it is at.
    private struct Series: Sendable {
        let prefix: [UInt8]
        let subkey: SymmetricKey
        var count: UInt32 = 0
    }

    /// The key itself, to be sealed under another.
    let material: Material

    private let cipher: ExtendedNonceCipher
    private let series = Mutex<Series?>(nil)
    /// What was sealed in one run shares its prefix: its subkey is derived once, not for each value.
    private let lastOpened = Mutex<Series?>(nil)
    private let seriesLimit: UInt32

    /// Takes a key of exactly 32 bytes; throws `malformedMaterial` otherwise.
    package convenience init(_ material: Material) throws(VaultError) {
        try self.init(material, seriesLimit: .max)
    }

    /// As above; `seriesLimit` is how many seals share the first half of the nonce.
    init(_ material: Material, seriesLimit: UInt32) throws(VaultError) {
        try material.requireCount(in: Self.size...Self.size)
        self.material = material
        self.seriesLimit = seriesLimit
        cipher = try ExtendedNonceCipher(material)
    }

    /// Makes a new random key; throws `libraryRefused`.
    package static func generate() throws(VaultError) -> SealingKey { try SealingKey(.random(count: size)) }

    /// Seals a plaintext; only the same context opens it again.
    ///
    /// Throws `libraryRefused`.
    package func seal(_ plaintext: Material, context: [UInt8]) throws(VaultError) -> [UInt8] {
        do {
            let series = try nextInSeries()
            let nonce = try Self.nonce(count: series.count)
            let box = try plaintext.withUnsafeBytes {
                try AES.GCM.seal($0, using: series.subkey, nonce: nonce, authenticating: context)
            }
            guard let combined = box.combined else { throw VaultError.libraryRefused }
            return [UInt8](unsafeUninitializedCapacity: Self.overhead + plaintext.count) { memory, count in
                memory[0] = Self.format
                count = 1
                for byte in series.prefix {
                    memory[count] = byte
                    count += 1
                }
                count += combined.copyBytes(to: UnsafeMutableBufferPointer(rebasing: memory[count...]))
            }
        } catch {
            throw .libraryRefused
        }
    }

    /// Opens what `seal` returned for the same context; throws `unsupportedFormat` or `decryptionFailed`.
    package func open(_ sealed: [UInt8], context: [UInt8]) throws(VaultError) -> Material {
        try open(sealed[...], context: context)
    }

    /// Opens sealed bytes that stand within others.
    func open(_ sealed: ArraySlice<UInt8>, context: [UInt8]) throws(VaultError) -> Material {
        guard let format = sealed.first, sealed.count >= Self.overhead else { throw .decryptionFailed }
        guard format == Self.format else { throw .unsupportedFormat(format) }
        do {
            return try sealed.withUnsafeBytes { bytes in
                let prefixEnd = 1 + ExtendedNonceCipher.prefixSize
                let subkey = try subkey(opening: UnsafeRawBufferPointer(rebasing: bytes[1..<prefixEnd]))
                let box = try AES.GCM.SealedBox(combined: UnsafeRawBufferPointer(rebasing: bytes[prefixEnd...]))
                var opened = try AES.GCM.open(box, using: subkey, authenticating: context)
                return Material(moving: &opened)
            }
        } catch {
            throw .decryptionFailed
        }
    }

    private func subkey(opening prefix: UnsafeRawBufferPointer) throws -> SymmetricKey {
        let last = lastOpened.withLock { $0 }
        if let last, last.prefix.elementsEqual(prefix) { return last.subkey }
        let derived = Series(prefix: Array(prefix), subkey: try cipher.subkey(prefix: prefix))
        lastOpened.withLock { $0 = derived }
        return derived.subkey
    }

    private func nextInSeries() throws -> Series {
        try series.withLock { current in
            if let last = current, last.count < seriesLimit - 1 {
                var next = last
                next.count += 1
                current = next
                return next
            }
            let prefix = Material.random(count: ExtendedNonceCipher.prefixSize)
            let first = try prefix.withUnsafeBytes {
                Series(prefix: Array($0), subkey: try cipher.subkey(prefix: $0))
            }
            current = first
            return first
        }
    }

    private static func nonce(count: UInt32) throws -> AES.GCM.Nonce {
        var generator = SystemRandomNumberGenerator()
        let fresh: UInt64 = generator.next()
        return try withUnsafeTemporaryAllocation(byteCount: 12, alignment: 8) { memory in
            memory.storeBytes(of: fresh, as: UInt64.self)
            memory.storeBytes(of: count.bigEndian, toByteOffset: 8, as: UInt32.self)
            return try AES.GCM.Nonce(data: UnsafeRawBufferPointer(memory))
        }
    }
}
