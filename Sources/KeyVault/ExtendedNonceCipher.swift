// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Crypto
import CryptoExtras
import SyncModel

/// The subkeys of XAES-256-GCM (https://c2sp.org/XAES-256-GCM), AES-256-GCM with a nonce of 192 bits.
///
/// The first 96 bits of the nonce derive a key, the last 96 bits are the nonce under that key. So one key seals
/// practically for ever, where plain AES-GCM ends at 2^32 random nonces.
struct ExtendedNonceCipher: Sendable, Undescribed {
    /// Bytes of the whole nonce.
    static let nonceSize = 24

    /// Bytes of the nonce's part that derives the subkey.
    static let prefixSize = 12

    private static let blockSize = 16

    private let key: SymmetricKey

    /// K1 of the specification: the mask of CMAC for a complete block (NIST SP 800-38B, section 6.1).
    private let mask: Material

    /// Takes a key of 32 bytes; throws `libraryRefused` for any other length.
    init(_ material: Material) throws(VaultError) {
        let key = material.symmetricKey
        do {
            mask = try Material(count: Self.blockSize) { memory in
                for index in 0..<Self.blockSize { memory[index] = 0 }
                var block = memory.assumingMemoryBound(to: UInt8.self)
                try AES.permute(&block, key: key)
                Self.double(block)
            }
        } catch {
            throw .libraryRefused
        }
        self.key = key
    }

    /// Derives the key for all nonces that start with `prefix`, which has 12 bytes.
    func subkey(prefix: UnsafeRawBufferPointer) throws -> SymmetricKey {
        precondition(prefix.count == Self.prefixSize)
        let derived = try Material(count: 2 * Self.blockSize) { memory in
            for half in 0..<2 {
                let start = half * Self.blockSize
                memory[start] = 0
                memory[start + 1] = UInt8(half + 1)
                memory[start + 2] = UInt8(ascii: "X")
                memory[start + 3] = 0
                memory[start + 4..<start + Self.blockSize].copyBytes(from: prefix)
                var block = UnsafeMutableBufferPointer(
                    rebasing: memory.assumingMemoryBound(to: UInt8.self)[start..<start + Self.blockSize]
                )
                mask.withUnsafeBytes { for index in 0..<Self.blockSize { block[index] ^= $0[index] } }
                try AES.permute(&block, key: key)
            }
        }
        return derived.symmetricKey
    }

    /// Doubles a block in GF(2^128), without a branch on its bits.
    private static func double(_ block: UnsafeMutableBufferPointer<UInt8>) {
        let reduction = (block[0] >> 7) &* 0b1000_0111
        for index in 0..<blockSize - 1 { block[index] = block[index] << 1 | block[index + 1] >> 7 }
        block[blockSize - 1] = block[blockSize - 1] << 1 ^ reduction
    }
}
