// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Reads `.env` files, line by line.
///
/// `[export ]NAME=VALUE`, blanks round `=` trimmed. Single quotes are literal; double quotes know `\n`, `\t`, `\"` and `\\`
/// and keep any other backslash, as a shell does; a quoted value ends on its line. `#` after a blank starts a comment.
/// Nothing is expanded.
enum EnvironmentFile {
    static func read(_ text: ArraySlice<UInt8>) throws(Problem) -> [ImportedSecret] {
        var secrets: [ImportedSecret] = []
        var lines: [String: Int] = [:]
        var number = 0
        for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let withoutReturn = line.last == 0x0D ? line.dropLast() : line
            guard let secret = try read(line: withoutReturn, number: number) else { continue }
            if let first = lines.updateValue(number, forKey: secret.name) {
                throw .duplicate(secret.name, firstLine: first, line: number)
            }
            secrets.append(secret)
        }
        return secrets
    }

    /// Nil for a line that is blank or a comment.
    private static func read(line: ArraySlice<UInt8>, number: Int) throws(Problem) -> ImportedSecret? {
        let content = line.drop { $0.isBlank }
        guard let first = content.first, first != UInt8(ascii: "#") else { return nil }
        guard let equals = content.firstIndex(of: UInt8(ascii: "=")) else {
            throw Problem(
                line: number,
                "The line has no '=': write NAME=value, or give a JSON object or a Kubernetes Secret manifest."
            )
        }
        let name = try name(in: content[..<equals], number: number)
        let value = try value(in: content[(equals + 1)...], of: name, number: number)
        return ImportedSecret(name: name, value: value)
    }

    private static func name(in left: ArraySlice<UInt8>, number: Int) throws(Problem) -> String {
        var name = left.trimmingBlanks
        let export = Array("export".utf8)
        if name.starts(with: export), name.count > export.count, name[name.startIndex + export.count].isBlank {
            name = name.dropFirst(export.count).trimmingBlanks
        }
        guard let first = name.first, !first.isDigit, name.allSatisfy({ $0.isNameByte }) else {
            // The text is not shown: in a broken line it may be part of a value.
            throw Problem(
                line: number,
                "What stands before '=' is no name: use ASCII letters, digits, '_', '-' and '.', not beginning with a digit."
            )
        }
        return String(decoding: name, as: UTF8.self)
    }

    private static func value(in right: ArraySlice<UInt8>, of name: String, number: Int) throws(Problem) -> [UInt8] {
        let content = right.drop { $0.isBlank }
        guard let quote = content.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            return unquoted(right)
        }
        var value: [UInt8] = []
        var rest = content.dropFirst()
        while let byte = rest.popFirst() {
            if byte == quote {
                try checkEnd(rest, of: name, number: number)
                return value
            }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), let escaped = unescaped(rest.first) {
                rest.removeFirst()
                value.append(escaped)
            } else {
                value.append(byte)
            }
        }
        throw Problem(
            line: number,
            "The quoted value of \(Quoted(name)) does not end on its line: close the quote, and write line breaks as \\n"
                + " inside double quotes."
        )
    }

    /// Up to a `#` that follows a blank, without blanks at either end.
    private static func unquoted(_ right: ArraySlice<UInt8>) -> [UInt8] {
        var end = right.startIndex
        while end < right.endIndex {
            if right[end] == UInt8(ascii: "#"), end > right.startIndex, right[end - 1].isBlank { break }
            end += 1
        }
        return Array(right[..<end].trimmingBlanks)
    }

    private static func unescaped(_ byte: UInt8?) -> UInt8? {
        switch byte {
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        case _: nil
        }
    }

    /// After the closing quote there may be blanks, and after a blank a comment.
    private static func checkEnd(_ rest: ArraySlice<UInt8>, of name: String, number: Int) throws(Problem) {
        let content = rest.drop { $0.isBlank }
        guard let next = content.first else { return }
        guard next == UInt8(ascii: "#"), content.startIndex > rest.startIndex else {
            throw Problem(
                line: number,
                "Something follows the closing quote of \(Quoted(name)): put the whole value between the quotes."
            )
        }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }

    fileprivate var isNameByte: Bool {
        isDigit || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
            || [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(self)
    }
}

extension ArraySlice<UInt8> {
    fileprivate var trimmingBlanks: ArraySlice<UInt8> {
        var result = drop { $0.isBlank }
        while result.last?.isBlank ?? false { result.removeLast() }
        return result
    }
}
