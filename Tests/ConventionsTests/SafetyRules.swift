// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What needs a proof, a reason or a message beside it, and what may not be there at all.
enum SafetyRules {
    static func unprovedUnsafety(_ file: SourceFile) -> [Finding] {
        let places =
            file.positions(of: "@", "unchecked") + file.positions(of: "@", "preconcurrency")
            + file.positions(of: "unsafe").filter { file.text(at: $0 - 1) != "." && file.text(at: $0 + 1) != ":" }
        return places.sorted().compactMap { place in
            let line = file.tokens[place].line
            return file.hasComment("Safe because", at: line)
                ? nil : file.finding(line, "no '// Safe because …' beside an unchecked promise")
        }
    }

    static func discardedErrors(_ file: SourceFile) -> [Finding] {
        if file.isTest { return [] }
        return file.positions(of: "try", "?").compactMap { place in
            let line = file.tokens[place].line
            return file.hasComment("// ignoring:", at: line)
                ? nil : file.finding(line, "'try?' without '// ignoring: why'")
        }
    }

    /// A queue that stands still unseen is worse than a crash.
    static func unwatchedQueues(_ file: SourceFile) -> [Finding] {
        if file.isTest { return [] }
        return file.positions(of: "DispatchQueue", "(", "label").compactMap { place in
            let line = file.tokens[place].line
            return file.hasComment("Watched as", at: line)
                ? nil : file.finding(line, "no '// Watched as …' (DaemonQueues) beside a queue")
        }
    }

    static func trapsWithoutMessage(_ file: SourceFile) -> [Finding] {
        ["fatalError", "preconditionFailure", "assertionFailure"].flatMap { name in
            file.positions(of: name, "(", ")").map { file.finding(file.tokens[$0].line, "\(name)() says nothing") }
        }
    }

    static func unfinishedWork(_ file: SourceFile) -> [Finding] {
        file.comments.sorted { $0.key < $1.key }.compactMap { line, text in
            text.contains("TODO") || text.contains("FIXME")
                ? file.finding(line, "work is left in a comment: do it, or open an issue") : nil
        }
    }

    static func publicDeclarations(_ file: SourceFile) -> [Finding] {
        file.positions(of: "public").filter { file.text(at: $0 - 1) != "." }.map {
            file.finding(file.tokens[$0].line, "'public' in an application: 'package' is enough")
        }
    }
}
