// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// One Swift file, as text and as tokens.
struct SourceFile {
    /// From the package's folder, such as `Sources/SyncModel/Revision.swift`.
    let path: String
    let lines: [Substring]
    let tokens: [Token]
    let comments: [Int: String]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let lexer = Lexer(text)
        tokens = lexer.tokens
        comments = lexer.comments
    }

    var isTest: Bool { path.hasPrefix("Tests/") }

    /// The folder below Sources or Tests.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 1 ? String(parts[1]) : ""
    }

    /// The file's name without its ending.
    var name: Substring {
        (path.split(separator: "/").last ?? "").split(separator: ".").first ?? ""
    }

    /// Lines of text; the empty piece after the last line break is none.
    var lineCount: Int { lines.last == "" ? lines.count - 1 : lines.count }

    /// A line's text without the blanks round it; lines count from 1.
    func trimmed(_ line: Int) -> Substring {
        guard lines.indices.contains(line - 1) else { return "" }
        return lines[line - 1].drop { $0 == " " }
    }

    /// The positions in `tokens` where this sequence of texts begins.
    func positions(of texts: String...) -> [Int] {
        tokens.indices.filter { start in
            start + texts.count <= tokens.count
                && texts.indices.allSatisfy { tokens[start + $0].text == texts[$0] }
        }
    }

    /// The text of the token at a position, empty beyond either end.
    func text(at position: Int) -> String {
        tokens.indices.contains(position) ? tokens[position].text : ""
    }

    /// Whether the words stand in a comment on this line, in one that ends above it, or in one that opens its block.
    func hasComment(_ words: String, at line: Int) -> Bool {
        if comments[line]?.contains(words) ?? false { return true }
        var above = line - 1
        while trimmed(above).hasPrefix("//") || trimmed(above).hasPrefix("@") {
            if trimmed(above).contains(words) { return true }
            above -= 1
        }
        var below = line + 1
        while trimmed(line).hasSuffix("{"), trimmed(below).hasPrefix("//") {
            if trimmed(below).contains(words) { return true }
            below += 1
        }
        return false
    }

    func finding(_ line: Int, _ text: String) -> Finding {
        Finding(path: path, line: line, text: text)
    }
}

/// One place where a rule is broken.
struct Finding: CustomStringConvertible {
    let path: String
    let line: Int
    let text: String

    var description: String { "\(path):\(line): \(text)" }
}
