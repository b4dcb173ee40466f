// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The classes of ASCII characters that names are made of.
enum ASCII {
    /// Whether the byte is a letter or a digit.
    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            false
        }
    }

    /// Whether the byte is a printable character other than a blank.
    static func isGraphic(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }
}
