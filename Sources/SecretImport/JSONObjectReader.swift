// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Reads one JSON object (RFC 8259) of names and strings.
///
/// Our own reader because a decoder reports neither lines nor duplicate names, and would copy values into its errors.
struct JSONObjectReader {
    /// Whether `read` failed at a value that is an object or an array.
    private(set) var metNestedValue = false

    private var rest: ArraySlice<UInt8>
    private var line = 1

    init(_ text: ArraySlice<UInt8>) {
        rest = text
    }

    mutating func read() throws(Problem) -> [ImportedSecret] {
        skipWhitespace()
        guard rest.first == UInt8(ascii: "{") else {
            throw Problem(line: line, "The file is a JSON array: give an object of names and strings.")
        }
        rest.removeFirst()
        var secrets: [ImportedSecret] = []
        var lines: [String: Int] = [:]
        skipWhitespace()
        while rest.first != UInt8(ascii: "}") || !secrets.isEmpty {
            let nameLine = line
            let name = String(decoding: try string("a name in double quotes"), as: UTF8.self)
            if let first = lines.updateValue(nameLine, forKey: name) {
                throw .duplicate(name, firstLine: first, line: nameLine)
            }
            try expect(":", after: "the name \(Quoted(name))")
            secrets.append(ImportedSecret(name: name, value: try value(of: name)))
            skipWhitespace()
            if rest.first == UInt8(ascii: "}") { break }
            try expect(",", after: "the value of \(Quoted(name))", or: "}")
            skipWhitespace()
        }
        rest.removeFirst()
        skipWhitespace()
        guard rest.isEmpty else {
            throw Problem(line: line, "Something follows the JSON object: give one object in a file.")
        }
        return secrets
    }

    private mutating func value(of name: String) throws(Problem) -> [UInt8] {
        skipWhitespace()
        let kind: String
        switch rest.first {
        case UInt8(ascii: "\""): return try string("a string")
        case UInt8(ascii: "{"): kind = "an object"
        case UInt8(ascii: "["): kind = "an array"
        case UInt8(ascii: "t"), UInt8(ascii: "f"):
            throw Problem(line: line, "The value of \(Quoted(name)) is no string: put true or false in double quotes.")
        case UInt8(ascii: "n"):
            throw Problem(
                line: line,
                "The value of \(Quoted(name)) is null: write \"\" for an empty one, or remove it."
            )
        case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
            throw Problem(line: line, "The value of \(Quoted(name)) is no string: put the number in double quotes.")
        case _:
            throw Problem(line: line, "After \(Quoted(name)) comes no JSON value: put a string in double quotes.")
        }
        metNestedValue = true
        throw Problem(
            line: line,
            "The value of \(Quoted(name)) is \(kind): write it as one string, or give each part a name of its own."
        )
    }

    private mutating func expect(_ sign: Unicode.Scalar, after what: String, or other: String? = nil) throws(Problem) {
        skipWhitespace()
        guard rest.first == UInt8(ascii: sign) else {
            let alternative = other.map { " or '\($0)'" } ?? ""
            throw Problem(line: line, "After \(what) there must be '\(sign)'\(alternative): correct the JSON.")
        }
        rest.removeFirst()
    }

    private mutating func skipWhitespace() {
        while let byte = rest.first, byte.isBlankOrReturn || byte == 0x0A {
            if byte == 0x0A { line += 1 }
            rest.removeFirst()
        }
    }

    /// The UTF-8 bytes of a string; the input is known to be UTF-8.
    private mutating func string(_ expected: String) throws(Problem) -> [UInt8] {
        guard rest.first == UInt8(ascii: "\"") else {
            throw Problem(line: line, "There must be \(expected): correct the JSON.")
        }
        rest.removeFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""):
                return bytes
            case UInt8(ascii: "\\"):
                try appendEscape(to: &bytes)
            case 0x00..<0x20:
                throw Problem(
                    line: line,
                    "A string holds a bare control character: write \\n for a line break, \\t for a tab."
                )
            case _:
                bytes.append(byte)
            }
        }
        throw Problem(line: line, "A string does not end: close its double quote.")
    }

    private mutating func appendEscape(to bytes: inout [UInt8]) throws(Problem) {
        switch rest.popFirst() {
        case UInt8(ascii: "\""): bytes.append(0x22)
        case UInt8(ascii: "\\"): bytes.append(0x5C)
        case UInt8(ascii: "/"): bytes.append(0x2F)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"): bytes.append(contentsOf: String(try unicodeEscape()).utf8)
        case _: throw Problem(line: line, "A string has an escape that JSON does not know: write \\\\ for a backslash.")
        }
    }

    private mutating func unicodeEscape() throws(Problem) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        if UTF16.isLeadSurrogate(first), rest.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
            rest.removeFirst(2)
            let second = try codeUnit()
            if UTF16.isTrailSurrogate(second) { return UTF16.decode(UTF16.EncodedScalar([first, second])) }
        }
        throw Problem(line: line, "A string has half a surrogate pair: write both halves, or the character itself.")
    }

    private mutating func codeUnit() throws(Problem) -> UInt16 {
        let digits = rest.prefix(4)
        let isHexadecimal = digits.count == 4 && digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        guard isHexadecimal, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) else {
            throw Problem(line: line, "A string has a \\u without four hexadecimal digits: complete it.")
        }
        rest.removeFirst(4)
        return unit
    }
}
