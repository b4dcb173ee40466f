// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

/// Each rule finds what it forbids in a planted text, at the right line, and nothing in a text that keeps it.
struct RulesCanFailTests {
    private func lines(
        _ rule: (SourceFile) -> [Finding],
        _ text: String,
        path: String = "Sources/SyncEngine/Planted.swift"
    ) -> [Int] {
        rule(SourceFile(path: path, text: text)).map(\.line)
    }

    @Test func `a missing header is found`() {
        let header = LayoutRules.header.joined(separator: "\n")
        #expect(lines(LayoutRules.header, header + "\n\nimport A\n") == [])
        #expect(lines(LayoutRules.header, "import A\n") == [1])
        #expect(lines(LayoutRules.header, "\n" + header) == [1])
    }

    @Test func `a file that is too long is found`() {
        #expect(lines(LayoutRules.fileLength, String(repeating: "\n", count: 500)) == [])
        #expect(lines(LayoutRules.fileLength, String(repeating: "\n", count: 501)) == [1])
    }

    @Test func `a function that is too long is found`() {
        func function(_ head: String, _ lines: Int) -> String {
            "\(head) {\n" + String(repeating: "    g(\"}\") // }\n", count: lines - 2) + "}\n"
        }
        let text =
            function("func a(_ x: [Int] = { [1] }())", 70) + function("init<T>(b: T) where T: P", 71)
            + "protocol P {\n    func c()\n    func d()\n}\n" + function("func e() throws -> Int", 71)
        #expect(lines(LayoutRules.functionLength, text) == [71, 146])
    }

    @Test func `an empty name is found`() {
        let text = """
            struct KeyManagement {}
            struct Database {}
            enum Base64 {}
            final class KeyManager {}
            enum JSONHelpers {}
            protocol StoreImpl {}
            actor BaseLink {}
            class func managers() {}
            """
        #expect(lines(LayoutRules.names, text) == [4, 5, 6, 7])
        #expect(lines(LayoutRules.names, "", path: "Sources/A/StringUtils.swift") == [1])
        #expect(lines(LayoutRules.names, "", path: "Sources/A/String+Text.swift") == [])
    }

    @Test func `a queue that nobody watches is found`() {
        let text = """
            // Watched as "writer".
            let a = DispatchQueue(label: "a")
            let b = DispatchQueue(label: "b")
            let c = DispatchQueue.global()
            """
        #expect(lines(SafetyRules.unwatchedQueues, text) == [3])
    }

    @Test func `an unproved promise is found`() {
        let text = """
            final class A: @unchecked Sendable {}
            // Safe because it is locked.
            final class B: @unchecked Sendable {}
            nonisolated(unsafe) var c = 0
            nonisolated(unsafe) var d = 0  // Safe because it is set once.
            @preconcurrency import E

            // Safe because far away.

            unsafe f()
            let text = "@unchecked Sendable"
            final class F: @unchecked Sendable {
                // Safe because it never changes.
            }
            // Safe because it is long, and
            // goes on here.
            @inline(never)
            nonisolated(unsafe) let g = 1
            """
        #expect(lines(SafetyRules.unprovedUnsafety, text) == [1, 4, 6, 10])
    }

    @Test func `a discarded error is found`() {
        let text = """
            let a = try? b()
            // ignoring: there is nothing to close.
            try? c()
            try? d()  // ignoring: best effort.
            let e = "\\(try? f())"
            try g() ?? 1
            """
        #expect(lines(SafetyRules.discardedErrors, text) == [1, 5])
        #expect(lines(SafetyRules.discardedErrors, text, path: "Tests/A/B.swift") == [])
    }

    @Test func `a silent trap is found`() {
        let text = "fatalError()\nfatalError(\"why\")\npreconditionFailure( )\n\"fatalError()\"\n"
        #expect(lines(SafetyRules.trapsWithoutMessage, text) == [1, 3])
    }

    @Test func `work left in a comment is found`() {
        let text = "let todo = 1\n// TODO: more\nlet a = \"FIXME\" // fine\n/* FIXME */\n"
        #expect(lines(SafetyRules.unfinishedWork, text) == [2, 4])
    }

    @Test func `a public declaration is found`() {
        #expect(
            lines(SafetyRules.publicDeclarations, "package let a = 1\npublic let b = 2\n.public\n`public`\n") == [2]
        )
    }

    @Test func `a sleeping test is found`() {
        let text =
            "try await Task.sleep(for: .seconds(1))\nusleep(5)\nlet sleep = 1\nqueue.asyncAfter(deadline: x) {}\n"
        #expect(lines(TimeRules.sleepingTests, text, path: "Tests/A/B.swift") == [1, 2, 4])
        #expect(lines(TimeRules.sleepingTests, text) == [])
    }

    @Test func `a clock or a die in a pure target is found`() {
        let text = """
            let a = Date()
            let b = Date.now
            let c = UUID()
            let d = Int.random(in: 0..<3)
            let e = change.now
            let f = ContinuousClock().now
            g(.now)
            let h = clock.now
            let i = Date(timeIntervalSince1970: 0)
            let j = Int.random(in: 0..<f(3), using: &generator)
            """
        #expect(lines(TimeRules.clocksAndChance, text) == [1, 2, 3, 4, 6, 7, 8])
        #expect(lines(TimeRules.clocksAndChance, text, path: "Sources/SyncRuntime/A.swift") == [])
    }

    @Test func `a suspension in the engine is found`() {
        let text = "func a() async {}\nawait a()\nTask { }\nlet task = 1\n"
        #expect(lines(TimeRules.suspensionInEngine, text) == [1, 2, 3])
        #expect(lines(TimeRules.suspensionInEngine, text, path: "Sources/SyncRuntime/A.swift") == [])
    }

    @Test func `a banned import is found`() {
        let text = "package import SyncModel\ninternal import Foundation\nimport struct Dispatch.DispatchTime\n"
        #expect(lines(ImportRules.pureImports, text) == [2, 3])
        #expect(lines(ImportRules.allowedImports, text) == [2, 3])
        #expect(lines(ImportRules.allowedImports, text, path: "Sources/kmsync/A.swift") == [2, 3])
        #expect(lines(ImportRules.allowedImports, text, path: "Sources/kmsyncd/A.swift") == [])
        #expect(lines(ImportRules.allowedImports, "", path: "Sources/NewTarget/A.swift") == [1])
    }

    @Test func `an undocumented declaration is found`() {
        let text = """
            package import A
            /// Documented.
            @frozen
            package struct B {
                package let c: Int
                /// Documented.
                package private(set) var d = 1
                package static func e() {}
                package var description: String { "" }
                package enum F {
                    case g
                }
            }

            extension B {
                package func h() {}
            }

            package func i() {}
            package protocol J {}
            """
        #expect(lines(DocumentationRules.undocumented, text) == [5, 8, 10, 19, 20])
    }

    @Test func `the lexer tells code from comments and strings`() {
        let text = """
            let a = #"x "y" \\(z)"# + "\\(b("c"))" /* d
            */ + \"\"\"
              e "f" \\(g)
              \"\"\" + `h i` // j
            """
        let lexer = Lexer(text)
        #expect(lexer.tokens.map(\.text).joined(separator: " ") == "let a = \" + \" b ( \" ) + \" g + `h i`")
        #expect(lexer.tokens.map(\.line) == [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 4])
        #expect(lexer.comments.keys.sorted() == [1, 4])
    }
}
