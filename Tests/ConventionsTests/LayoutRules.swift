// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// How long files and functions are, how they begin and what they are called.
enum LayoutRules {
    static let maximumFileLength = 500
    static let maximumFunctionLength = 70
    static let maximumMedianFileLength = 120

    static let header = ["// SPDX-License-Identifier: Apache-2.0", "// Copyright kmsync contributors"]

    /// Words that say nothing about what a type is for.
    static let emptyWords: Set<String> = [
        "Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Misc", "Base",
        "Impl",
    ]

    static func header(_ file: SourceFile) -> [Finding] {
        file.lines.prefix(2).map(String.init) == header
            ? [] : [file.finding(1, "the file does not begin with the two lines of the licence header")]
    }

    static func fileLength(_ file: SourceFile) -> [Finding] {
        file.lineCount <= maximumFileLength
            ? [] : [file.finding(1, "\(file.lineCount) lines, at most \(maximumFileLength) are allowed")]
    }

    static func functionLength(_ file: SourceFile) -> [Finding] {
        file.tokens.indices.compactMap { start in
            guard ["func", "init", "deinit", "subscript"].contains(file.text(at: start)),
                file.text(at: start - 1) != ".",
                let open = bodyStart(file, after: start)
            else { return nil }
            let first = file.tokens[start].line
            let length = closingLine(file, from: open) - first + 1
            return length <= maximumFunctionLength
                ? nil
                : file.finding(first, "a function of \(length) lines, at most \(maximumFunctionLength) are allowed")
        }
    }

    static func names(_ file: SourceFile) -> [Finding] {
        var findings: [Finding] = []
        for word in words(of: file.name) where emptyWords.contains(word) {
            findings.append(file.finding(1, "the file's name contains '\(word)'"))
        }
        for position in file.tokens.indices
        where ["struct", "class", "enum", "actor", "protocol", "typealias"].contains(file.text(at: position)) {
            for word in words(of: Substring(file.text(at: position + 1))) where emptyWords.contains(word) {
                let name = file.text(at: position + 1)
                findings.append(file.finding(file.tokens[position].line, "the type name '\(name)' contains '\(word)'"))
            }
        }
        return findings
    }

    /// The words of a name in camel case; digits belong to the word before them.
    static func words(of name: Substring) -> [String] {
        var words: [String] = []
        var previousWasCapital = false
        for character in name {
            if character.isUppercase && !previousWasCapital || words.isEmpty
                || !character.isLetter && !character.isNumber
            {
                words.append("")
            } else if character.isLowercase, previousWasCapital, let last = words.last, last.count > 1 {
                // JSONBase: the last capital begins the next word.
                words[words.count - 1] = String(last.dropLast())
                words.append(String(last.suffix(1)))
            }
            words[words.count - 1].append(character)
            previousWasCapital = character.isUppercase
        }
        return words
    }

    /// The `{` of a function's body; nil where it has none, as in a protocol.
    private static func bodyStart(_ file: SourceFile, after start: Int) -> Int? {
        var depth = 0
        for position in (start + 1)..<max(start + 1, file.tokens.count) {
            switch file.text(at: position) {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{" where depth == 0: return position
            case "}" where depth == 0: return nil
            case "func", "var", "let", "init", "deinit", "subscript", "case", "static", "struct", "enum", "class":
                if depth == 0 { return nil }
            case _: break
            }
        }
        return nil
    }

    private static func closingLine(_ file: SourceFile, from open: Int) -> Int {
        var depth = 0
        for position in open..<file.tokens.count {
            switch file.text(at: position) {
            case "{": depth += 1
            case "}": depth -= 1
            case _: break
            }
            if depth == 0 { return file.tokens[position].line }
        }
        return file.lineCount
    }
}
