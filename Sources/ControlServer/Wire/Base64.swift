// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// Base64 (RFC 4648, section 4, padded, canonical) without a copy of what it says.
enum Base64 {
    private static let padding = UInt8(ascii: "=")
    private static let invalid: UInt8 = 0xFF

    private static let digits: [UInt8] = {
        var digits = [UInt8](repeating: invalid, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, character) in alphabet.utf8.enumerated() { digits[Int(character)] = UInt8(value) }
        return digits
    }()

    /// The number of characters that say `count` bytes.
    static func length(of count: Int) -> Int { (count + 2) / 3 * 4 }

    /// Decodes into new material; nil for what is not padded, canonical base64, blanks included.
    static func material(_ text: String) -> Material? {
        var text = text
        return text.withUTF8 { characters in
            guard let count = decodedCount(characters) else { return nil }
            var isValid = true
            let material = Material(count: count) { isValid = decode(characters, into: $0) }
            return isValid ? material : nil
        }
    }

    private static func decodedCount(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard text.count % 4 == 0 else { return nil }
        let padded = text.suffix(2).reversed().prefix { $0 == padding }.count
        return text.count / 4 * 3 - padded
    }

    private static func decode(
        _ text: UnsafeBufferPointer<UInt8>,
        into output: UnsafeMutableRawBufferPointer
    ) -> Bool {
        var bits: UInt32 = 0
        var bitCount: UInt32 = 0
        var next = 0
        // Of the last group only the digits: what is left of their bits must be zero, or another text says the same.
        for character in text.prefix((output.count * 4 + 2) / 3) {
            let digit = digits[Int(character)]
            guard digit != invalid else { return false }
            bits = bits << 6 | UInt32(digit)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                output[next] = UInt8(truncatingIfNeeded: bits >> bitCount)
                next += 1
                bits &= 1 << bitCount - 1
            }
        }
        return bits == 0
    }
}
