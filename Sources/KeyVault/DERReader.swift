// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Reads elements of DER (X.690) one after another, in place.
struct DERReader {
    private var rest: UnsafeRawBufferPointer

    /// Tags of the elements that private keys are made of.
    enum Tag {
        static let integer: UInt8 = 0x02
        static let bitString: UInt8 = 0x03
        static let octetString: UInt8 = 0x04
        static let null: UInt8 = 0x05
        static let objectIdentifier: UInt8 = 0x06
        static let sequence: UInt8 = 0x30

        /// `[number] EXPLICIT` and constructed `[number] IMPLICIT`.
        static func constructed(_ number: UInt8) -> UInt8 { 0xA0 | number }

        /// Primitive `[number] IMPLICIT`.
        static func primitive(_ number: UInt8) -> UInt8 { 0x80 | number }
    }

    init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

    /// Whether nothing is left.
    var isAtEnd: Bool { rest.isEmpty }

    /// The content of the next element if it has this tag, else nil and nothing is taken; throws on a broken length.
    mutating func optional(_ tag: UInt8) throws(MaterialFault) -> UnsafeRawBufferPointer? {
        guard rest.first == tag else { return nil }
        guard rest.count >= 2 else { throw .malformedKey }
        var length = Int(rest[1])
        var start = 2
        if length >= 0x80 {
            // A key of 64 KiB has no length of more than three bytes.
            let lengthSize = length & 0x7F
            guard (1...3).contains(lengthSize), rest.count >= 2 + lengthSize else { throw .malformedKey }
            length = rest[2..<2 + lengthSize].reduce(0) { $0 << 8 | Int($1) }
            start += lengthSize
            guard length >= 0x80, length >> (8 * (lengthSize - 1)) != 0 else { throw .malformedKey }
        }
        guard rest.count - start >= length else { throw .malformedKey }
        defer { rest = UnsafeRawBufferPointer(rebasing: rest[(start + length)...]) }
        return UnsafeRawBufferPointer(rebasing: rest[start..<start + length])
    }

    /// The content of the next element, which has to have this tag.
    mutating func element(_ tag: UInt8) throws(MaterialFault) -> UnsafeRawBufferPointer {
        guard let content = try optional(tag) else { throw .malformedKey }
        return content
    }

    /// The elements within the next element, which has to have this tag.
    mutating func elements(_ tag: UInt8) throws(MaterialFault) -> DERReader { DERReader(try element(tag)) }

    /// The next element, a small non-negative integer.
    mutating func smallInteger() throws(MaterialFault) -> UInt8 {
        let content = try element(Tag.integer)
        guard content.count == 1, content[0] < 0x80 else { throw .malformedKey }
        return content[0]
    }

    /// The bytes of a bit string without unused bits.
    static func bytes(ofBitString content: UnsafeRawBufferPointer) throws(MaterialFault) -> UnsafeRawBufferPointer {
        guard content.first == 0 else { throw .malformedKey }
        return UnsafeRawBufferPointer(rebasing: content[1...])
    }

    /// Throws unless nothing is left.
    func requireEnd() throws(MaterialFault) {
        guard isAtEnd else { throw .malformedKey }
    }
}
