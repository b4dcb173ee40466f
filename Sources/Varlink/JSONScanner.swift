// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Reads JSON in one pass without building a tree: checks the syntax and finds what is asked for; RFC 8259.
package struct JSONScanner {
    /// The deepest nesting that is accepted, the outermost object counting as 1.
    package static let maximumDepth = 64

    /// What kind of value comes next.
    package enum Kind: Sendable {
        case object
        case array
        case string
        case number
        case bool
        case null
    }

    /// The bytes that are read.
    package let bytes: [UInt8]

    /// Where the next byte is read, an offset into `bytes`.
    package private(set) var position = 0

    private var depth = 0
    private var justOpened = false

    /// Starts at the first byte; throws `FrameError.notJSON` when the bytes are not UTF-8.
    package init(_ bytes: [UInt8]) throws(FrameError) {
        let isText = bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
        guard isText else {
            throw .notJSON(offset: 0)
        }
        self.bytes = bytes
    }

    /// The kind of the next value, which stays unread.
    package mutating func peek() throws(FrameError) -> Kind {
        skipBlanks()
        switch byte {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: throw .notJSON(offset: position)
        }
    }

    /// Enters an object, whose members `nextKey` gives.
    package mutating func beginObject() throws(FrameError) {
        try open(UInt8(ascii: "{"))
    }

    /// The key of the next member, whose value must be read before the next call; nil at the end of the object.
    package mutating func nextKey() throws(FrameError) -> String? {
        guard try !closeOrComma(UInt8(ascii: "}")) else {
            return nil
        }
        let key = try string()
        try expect(UInt8(ascii: ":"))
        return key
    }

    /// Enters an array, whose elements `nextElement` announces.
    package mutating func beginArray() throws(FrameError) {
        try open(UInt8(ascii: "["))
    }

    /// Whether there is another element, which must be read before the next call.
    package mutating func nextElement() throws(FrameError) -> Bool {
        try !closeOrComma(UInt8(ascii: "]"))
    }

    /// Reads `true` or `false`.
    package mutating func bool() throws(FrameError) -> Bool {
        skipBlanks()
        let value = byte == UInt8(ascii: "t")
        try literal(value ? "true" : "false")
        return value
    }

    /// Reads `null`.
    package mutating func null() throws(FrameError) {
        skipBlanks()
        try literal("null")
    }

    /// Reads a string.
    package mutating func string() throws(FrameError) -> String {
        skipBlanks()
        let start = position + 1
        let escaped = try skipString()
        let content = bytes[start..<(position - 1)]
        return escaped ? JSONEscapes.decode(content) : String(decoding: content, as: UTF8.self)
    }

    /// Reads a number and gives its text.
    package mutating func number() throws(FrameError) -> String {
        skipBlanks()
        let start = position
        try skipNumber()
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Reads whatever comes next and gives where it stands in `bytes`.
    @discardableResult
    package mutating func skip() throws(FrameError) -> Range<Int> {
        let kind = try peek()
        let start = position
        switch kind {
        case .object:
            try beginObject()
            while try skipKey() {
                try skip()
            }
        case .array:
            try beginArray()
            while try nextElement() {
                try skip()
            }
        case .string:
            _ = try skipString()
        case .number:
            try skipNumber()
        case .bool:
            _ = try bool()
        case .null:
            try null()
        }
        return start..<position
    }

    /// Requires that only blanks are left.
    package mutating func end() throws(FrameError) {
        skipBlanks()
        guard position == bytes.count else {
            throw .notJSON(offset: position)
        }
    }

    // 0 at the end: no token starts or goes on with it.
    private var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0a, 0x0d: position += 1
            default: return
            }
        }
    }

    private mutating func open(_ bracket: UInt8) throws(FrameError) {
        try expect(bracket)
        depth += 1
        guard depth <= JSONScanner.maximumDepth else {
            throw .notJSON(offset: position)
        }
        justOpened = true
    }

    private mutating func closeOrComma(_ bracket: UInt8) throws(FrameError) -> Bool {
        let first = justOpened
        justOpened = false
        skipBlanks()
        if byte == bracket {
            position += 1
            depth -= 1
            return true
        }
        if !first {
            try expect(UInt8(ascii: ","))
        }
        return false
    }

    private mutating func skipKey() throws(FrameError) -> Bool {
        guard try !closeOrComma(UInt8(ascii: "}")) else {
            return false
        }
        skipBlanks()
        _ = try skipString()
        try expect(UInt8(ascii: ":"))
        return true
    }

    private mutating func expect(_ expected: UInt8) throws(FrameError) {
        skipBlanks()
        guard byte == expected else {
            throw .notJSON(offset: position)
        }
        position += 1
    }

    private mutating func literal(_ text: StaticString) throws(FrameError) {
        let end = position + text.utf8CodeUnitCount
        guard end <= bytes.count else {
            throw .notJSON(offset: position)
        }
        for index in 0..<text.utf8CodeUnitCount where bytes[position + index] != text.utf8Start[index] {
            throw .notJSON(offset: position)
        }
        position = end
    }

    // Returns whether the string has escapes.
    private mutating func skipString() throws(FrameError) -> Bool {
        try expect(UInt8(ascii: "\""))
        var escaped = false
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return escaped
            case UInt8(ascii: "\\"):
                escaped = true
                guard let length = JSONEscapes.length(of: bytes[position...]) else {
                    throw .notJSON(offset: position)
                }
                position += length
            case 0..<0x20:
                throw .notJSON(offset: position)
            default:
                position += 1
            }
        }
        throw .notJSON(offset: position)
    }

    private mutating func skipNumber() throws(FrameError) {
        if byte == UInt8(ascii: "-") {
            position += 1
        }
        if byte == UInt8(ascii: "0") {
            position += 1
        } else {
            try skipDigits()
        }
        if byte == UInt8(ascii: ".") {
            position += 1
            try skipDigits()
        }
        if byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") {
                position += 1
            }
            try skipDigits()
        }
    }

    private mutating func skipDigits() throws(FrameError) {
        let start = position
        while UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte {
            position += 1
        }
        guard position > start else {
            throw .notJSON(offset: position)
        }
    }
}
