// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

/// What the compiler and swift-format cannot see, over all of Sources and Tests.
///
/// Each message is FILE:LINE: WHAT.
struct ConventionsTests {
    private func check(
        _ rule: (SourceFile) -> [Finding],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let findings = SourceTree.files.flatMap(rule)
        let list = findings.map { "\n  \($0)" }.joined()
        #expect(findings.isEmpty, "\(findings.count) findings:\(list)", sourceLocation: sourceLocation)
    }

    @Test func `the tree is found`() {
        #expect(SourceTree.files.contains { $0.path == "Tests/ConventionsTests/ConventionsTests.swift" })
        #expect(SourceTree.files.contains { $0.path == "Sources/Systemd/SystemdError.swift" })
    }

    @Test func `every file begins with the licence header`() { check(LayoutRules.header) }

    @Test func `no file is over 500 lines`() { check(LayoutRules.fileLength) }

    @Test func `no function is over 70 lines`() { check(LayoutRules.functionLength) }

    @Test func `names say what a type is for`() { check(LayoutRules.names) }

    @Test func `unchecked promises are proved`() { check(SafetyRules.unprovedUnsafety) }

    @Test func `discarded errors have a reason`() { check(SafetyRules.discardedErrors) }

    @Test func `every queue is watched`() { check(SafetyRules.unwatchedQueues) }

    @Test func `traps say why`() { check(SafetyRules.trapsWithoutMessage) }

    @Test func `no work is left in comments`() { check(SafetyRules.unfinishedWork) }

    @Test func `nothing is public`() { check(SafetyRules.publicDeclarations) }

    @Test func `no test sleeps`() { check(TimeRules.sleepingTests) }

    @Test func `time and chance come from the edge`() { check(TimeRules.clocksAndChance) }

    @Test func `the engine does not suspend`() { check(TimeRules.suspensionInEngine) }

    @Test func `pure targets import no system`() { check(ImportRules.pureImports) }

    @Test func `targets import what their row allows`() { check(ImportRules.allowedImports) }

    @Test func `package declarations are documented`() { check(DocumentationRules.undocumented) }

    @Test func `the median file is at most 120 lines`() throws {
        let lengths = SourceTree.files.filter { !$0.isTest }.map(\.lineCount).sorted()
        let median = try #require(lengths.isEmpty ? nil : lengths[lengths.count / 2])
        print("Sources: \(lengths.count) files, median \(median) lines, longest \(lengths.last ?? 0)")
        #expect(median <= LayoutRules.maximumMedianFileLength)
    }
}
