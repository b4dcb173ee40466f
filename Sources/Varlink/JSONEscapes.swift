// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The backslash escapes of JSON strings; RFC 8259, section 7.
enum JSONEscapes {
    /// How many bytes the escape at the start of `bytes` takes, a surrogate pair being one; nil when it is none.
    static func length(of bytes: ArraySlice<UInt8>) -> Int? {
        guard let kind = bytes.dropFirst().first else {
            return nil
        }
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return 2
        case UInt8(ascii: "u"):
            return codePoint(of: bytes)?.length
        default:
            return nil
        }
    }

    /// Replaces the escapes in the content of a string, in which they are known to be well-formed.
    static func decode(_ content: ArraySlice<UInt8>) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(content.count)
        var rest = content
        while let byte = rest.first {
            guard byte == UInt8(ascii: "\\"), let kind = rest.dropFirst().first else {
                output.append(byte)
                rest.removeFirst()
                continue
            }
            if let (scalar, length) = codePoint(of: rest) {
                output.append(contentsOf: Array(String(Character(scalar)).utf8))
                rest.removeFirst(length)
            } else {
                output.append(simple[kind] ?? kind)
                rest.removeFirst(2)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static let simple: [UInt8: UInt8] = [
        UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0c, UInt8(ascii: "n"): 0x0a,
        UInt8(ascii: "r"): 0x0d, UInt8(ascii: "t"): 0x09,
    ]

    private static func codePoint(of bytes: ArraySlice<UInt8>) -> (scalar: Unicode.Scalar, length: Int)? {
        guard let first = unit(of: bytes) else {
            return nil
        }
        if let scalar = Unicode.Scalar(UInt32(first)) {
            return (scalar, 6)
        }
        guard 0xd800..<0xdc00 ~= first, let second = unit(of: bytes.dropFirst(6)), 0xdc00..<0xe000 ~= second else {
            return nil
        }
        let value = 0x10000 + (UInt32(first) - 0xd800) << 10 + (UInt32(second) - 0xdc00)
        return Unicode.Scalar(value).map { ($0, 12) }
    }

    private static func unit(of bytes: ArraySlice<UInt8>) -> UInt16? {
        guard bytes.starts(with: "\\u".utf8) else {
            return nil
        }
        let digits = bytes.dropFirst(2).prefix(4)
        guard digits.count == 4 else {
            return nil
        }
        var value: UInt16 = 0
        for digit in digits {
            guard let number = Character(Unicode.Scalar(digit)).hexDigitValue else {
                return nil
            }
            value = value << 4 | UInt16(number)
        }
        return value
    }

    /// Appends a string with its quotes.
    static func append(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { bytes in
            if bytes.contains(where: mustEscape) {
                for byte in bytes {
                    append(byte, to: &output)
                }
            } else {
                output.append(contentsOf: bytes)
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func append(_ byte: UInt8, to output: inout [UInt8]) {
        guard mustEscape(byte) else {
            return output.append(byte)
        }
        output.append(UInt8(ascii: "\\"))
        if byte >= 0x20 {
            output.append(byte)
        } else if let letter = simple.first(where: { $0.value == byte })?.key {
            output.append(letter)
        } else {
            let digits = Array("0123456789abcdef".utf8)
            output.append(contentsOf: Array("u00".utf8))
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        }
    }
}
