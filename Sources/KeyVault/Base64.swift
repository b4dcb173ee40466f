// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// Base64 (RFC 4648, section 4) straight into material, so that no other copy of a key is made.
enum Base64 {
    private static let padding = UInt8(ascii: "=")

    /// Decodes, passing over white space.
    ///
    /// Nil for anything else that is not base64 with its padding.
    static func decode(_ text: UnsafeRawBufferPointer) -> Material? {
        var digits = 0
        var padded = 0
        for byte in text where !isSpace(byte) {
            if byte == padding {
                padded += 1
            } else {
                guard padded == 0, value(of: byte) != nil else { return nil }
                digits += 1
            }
        }
        guard (digits + padded) % 4 == 0, padded <= 2 else { return nil }
        var leftOver: UInt32 = 0
        let material = Material(count: digits * 6 / 8) { memory in
            leftOver = fill(memory, from: text)
        }
        return leftOver == 0 ? material : nil
    }

    /// Writes the decoded bytes; returns the bits left over, which have to be zero.
    private static func fill(_ memory: UnsafeMutableRawBufferPointer, from text: UnsafeRawBufferPointer) -> UInt32 {
        var pending: UInt32 = 0
        var bits = 0
        var count = 0
        for byte in text {
            guard let value = value(of: byte) else { continue }
            pending = pending << 6 | value
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            memory[count] = UInt8(truncatingIfNeeded: pending >> UInt32(bits))
            pending &= 1 << UInt32(bits) - 1
            count += 1
        }
        return pending
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
