// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A word, a number, a string literal (as `"`) or one sign.
struct Token: Equatable {
    let text: String
    let line: Int
}

/// Splits Swift into tokens and comments, as far as the conventions need: what stands in a string literal is no code, what
/// stands in an interpolation is.
struct Lexer {
    private(set) var tokens: [Token] = []

    /// The comments by line, with their slashes.
    private(set) var comments: [Int: String] = [:]

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1

    init(_ text: String) {
        bytes = Array(text.utf8)
        readCode(inInterpolation: false)
    }

    private func byte(_ offset: Int = 0) -> UInt8 {
        index + offset < bytes.count ? bytes[index + offset] : 0
    }

    private func text(from start: Int) -> String {
        String(decoding: bytes[start..<min(index, bytes.count)], as: UTF8.self)
    }

    private mutating func advance() {
        if byte() == UInt8(ascii: "\n") { line += 1 }
        index += 1
    }

    private mutating func readCode(inInterpolation: Bool) {
        var depth = 0
        while index < bytes.count {
            switch byte() {
            case UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                advance()
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
                readLineComment()
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"):
                readBlockComment()
            case UInt8(ascii: "\""):
                readString(hashes: 0)
            case UInt8(ascii: "#") where hashesBeforeQuote > 0:
                let hashes = hashesBeforeQuote
                index += hashes
                readString(hashes: hashes)
            case UInt8(ascii: "`"):
                readEscapedWord()
            case let first where Self.isWord(first):
                readWord()
            case let sign:
                if sign == UInt8(ascii: "(") { depth += 1 }
                if sign == UInt8(ascii: ")") { depth -= 1 }
                index += 1
                if inInterpolation, depth < 0 { return }
                tokens.append(Token(text: String(Unicode.Scalar(sign)), line: line))
            }
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private var hashesBeforeQuote: Int {
        var count = 0
        while byte(count) == UInt8(ascii: "#") { count += 1 }
        return byte(count) == UInt8(ascii: "\"") ? count : 0
    }

    private mutating func readWord() {
        let start = index
        while index < bytes.count, Self.isWord(byte()) { index += 1 }
        tokens.append(Token(text: text(from: start), line: line))
    }

    private mutating func readEscapedWord() {
        let start = index
        index += 1
        while index < bytes.count, byte() != UInt8(ascii: "`"), byte() != UInt8(ascii: "\n") { index += 1 }
        index += 1
        tokens.append(Token(text: text(from: start), line: line))
    }

    private mutating func readLineComment() {
        let start = index
        while index < bytes.count, byte() != UInt8(ascii: "\n") { index += 1 }
        comments[line] = text(from: start)
    }

    private mutating func readBlockComment() {
        let (start, firstLine) = (index, line)
        while index < bytes.count, !(byte() == UInt8(ascii: "*") && byte(1) == UInt8(ascii: "/")) { advance() }
        index += 2
        comments[firstLine] = text(from: start)
    }

    private mutating func readString(hashes: Int) {
        let isMultiline = byte(1) == UInt8(ascii: "\"") && byte(2) == UInt8(ascii: "\"")
        let quotes = isMultiline ? 3 : 1
        tokens.append(Token(text: "\"", line: line))
        index += quotes
        while index < bytes.count {
            if isRun(of: UInt8(ascii: "\""), quotes, thenHashes: hashes, at: 0) {
                index += quotes + hashes
                return
            }
            if isRun(of: UInt8(ascii: "\\"), 1, thenHashes: hashes, at: 0) {
                index += 1 + hashes
                if byte() == UInt8(ascii: "(") {
                    index += 1
                    readCode(inInterpolation: true)
                } else {
                    advance()
                }
            } else {
                if byte() == UInt8(ascii: "\n"), !isMultiline { return }
                advance()
            }
        }
    }

    private func isRun(of sign: UInt8, _ count: Int, thenHashes hashes: Int, at offset: Int) -> Bool {
        (0..<count).allSatisfy { byte(offset + $0) == sign }
            && (0..<hashes).allSatisfy { byte(offset + count + $0) == UInt8(ascii: "#") }
    }
}
