// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import KeyVault
import SyncModel

/// The forms that a master key may be given in: 32 bytes as they are, 64 hexadecimal digits, or base64 of 32 bytes.
enum MasterKeyText {
    /// Most bytes of any form, with blanks and line ends round it.
    static let maximumBytes = 256

    /// Reads any of the forms, and zeroes the bytes; nil where they are none of them.
    static func material(_ bytes: inout [UInt8]) -> Material? {
        defer { bytes.withUnsafeMutableBytes { memory in memory.baseAddress.map { explicit_bzero($0, memory.count) } } }
        if bytes.count == MasterKey.size { return Material(bytes) }
        guard bytes.count <= maximumBytes, let start = bytes.firstIndex(where: { !isBlank($0) }),
            let end = bytes.lastIndex(where: { !isBlank($0) })
        else { return nil }
        return bytes.withUnsafeBytes { hexadecimal($0[start...end]) ?? base64($0[start...end]) }
    }

    private static func hexadecimal(_ text: Slice<UnsafeRawBufferPointer>) -> Material? {
        guard text.count == 2 * MasterKey.size, text.allSatisfy({ digit($0) != nil }) else { return nil }
        return Material(count: MasterKey.size) { memory in
            for (index, byte) in text.enumerated() {
                memory[index / 2] = memory[index / 2] << 4 | (digit(byte) ?? 0)
            }
        }
    }

    /// RFC 4648, section 4: 43 digits and one `=`, the last digit without bits that count for nothing.
    private static func base64(_ text: Slice<UnsafeRawBufferPointer>) -> Material? {
        let digits = text.dropLast()
        guard text.count == 44, text.last == UInt8(ascii: "="), digits.allSatisfy({ sextet($0) != nil }),
            let last = digits.last.flatMap(sextet), last & 0b11 == 0
        else { return nil }
        return Material(count: MasterKey.size) { memory in
            var pending: UInt32 = 0
            var bits: UInt32 = 0
            var count = 0
            for byte in digits {
                pending = (pending << 6 | UInt32(sextet(byte) ?? 0)) & 0xFFFF
                bits += 6
                guard bits >= 8 else { continue }
                bits -= 8
                memory[count] = UInt8(truncatingIfNeeded: pending >> bits)
                count += 1
            }
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case _: nil
        }
    }

    private static func sextet(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        case _: nil
        }
    }
}
