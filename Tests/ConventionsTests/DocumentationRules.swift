// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Every `package` declaration has a summary.
enum DocumentationRules {
    /// What standard protocols ask for needs no words of its own.
    static let knownWitnesses: Set<String> = [
        "description", "debugDescription", "customMirror", "errorDescription", "hash", "encode", "==", "<",
    ]

    private static let declarations: Set<String> = [
        "struct", "class", "enum", "actor", "protocol", "typealias", "func", "var", "let", "init", "subscript",
    ]

    private static let modifiers: Set<String> = [
        "static", "final", "mutating", "nonmutating", "nonisolated", "private", "fileprivate", "internal", "indirect",
        "lazy", "weak", "unowned", "override", "required", "convenience", "consuming", "borrowing", "isolated",
    ]

    static func undocumented(_ file: SourceFile) -> [Finding] {
        if file.isTest { return [] }
        var findings: [Finding] = []
        var scopes: [String] = []
        var pending = ""
        for (position, token) in file.tokens.enumerated() {
            switch token.text {
            case "{":
                scopes.append(pending)
                pending = ""
            case "}":
                _ = scopes.popLast()
                pending = ""
            case "extension":
                pending = token.text
            case "package" where scopes.last != "extension":
                guard let name = declaredName(file, after: position), !knownWitnesses.contains(name) else { break }
                if !isDocumented(file, line: token.line) {
                    findings.append(file.finding(token.line, "'package \(name)' has no '///' summary"))
                }
            case let text where declarations.contains(text):
                pending = text
            case _:
                break
            }
        }
        return findings
    }

    /// The name that a `package` declares; nil for `package import`, `package(set)` and a word that only looks like it.
    private static func declaredName(_ file: SourceFile, after position: Int) -> String? {
        var next = position + 1
        while modifiers.contains(file.text(at: next)) {
            next += 1
            if file.text(at: next) == "(" { next += 3 }
        }
        let keyword = file.text(at: next)
        guard declarations.contains(keyword) else { return nil }
        if keyword == "init" || keyword == "subscript" { return keyword }
        let name = file.text(at: next + 1)
        return name == "=" && file.text(at: next + 2) == "=" ? "==" : name
    }

    /// Whether a `///` line stands above, with nothing but attributes between.
    private static func isDocumented(_ file: SourceFile, line: Int) -> Bool {
        var above = line - 1
        while file.trimmed(above).hasPrefix("@") { above -= 1 }
        return file.trimmed(above).hasPrefix("///")
    }
}
