// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import SyncEngine
import Testing

@testable import kmsyncd

/// `config/kmsyncd.yaml` says what is true.
struct ShippedFileTests {
    /// The groups of the defaults need not be on the machine that tests.
    private static let accounts = AccountDirectory { _, _ in 4242 }

    private static func text() throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent("config/kmsyncd.yaml"), encoding: .utf8)
    }

    /// The text with every key that is commented out put in force.
    private static func uncommented() throws -> String {
        try text().split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.replacing(#/^( *)#([A-Za-z]+:)/#) { "\($0.output.1)\($0.output.2)" }
        }.joined(separator: "\n")
    }

    @Test func `as shipped it changes nothing`() throws {
        #expect(try DaemonConfiguration.parse(Self.text(), file: "shipped") == DaemonConfiguration())
    }

    @Test func `with every key in force it says exactly the defaults`() throws {
        let parsed = try DaemonConfiguration.parse(Self.uncommented(), file: "shipped", accounts: Self.accounts)
        #expect(parsed == DaemonConfiguration())
    }

    @Test func `every key stands in it`() throws {
        var found: [String] = []
        var above: [(indent: Int, name: Substring)] = []
        for line in try Self.uncommented().split(separator: "\n") {
            guard let match = line.firstMatch(of: #/^( *)([A-Za-z]+):(.*)$/#) else { continue }
            above.removeAll { $0.indent >= match.output.1.count }
            above.append((match.output.1.count, match.output.2))
            if !match.output.3.isEmpty { found.append(above.map(\.name).joined(separator: ".")) }
        }
        let known = DaemonConfiguration.paths
        let lists = Set(known.compactMap { $0.firstMatch(of: #/^(.*)\[\]/#).map { String($0.output.1) } })
        #expect(found.sorted() == (known.filter { !$0.contains("[]") } + lists).sorted())
    }

    @Test func `the examples show every key of a list's items, and parse`() throws {
        let examples = try Self.text().split(separator: "\n").compactMap {
            $0.firstMatch(of: #/^ *#   ( *(?:- )?[A-Za-z]+:.*)$/#).map { String($0.output.1) }
        }
        #expect(examples.filter { !$0.hasPrefix(" ") } == ["applications:", "faults:"])
        let split = try #require(examples.firstIndex(of: "faults:"))
        let yaml =
            "roles:\n" + examples[..<split].map { "  \($0)\n" }.joined() + examples[split...].joined(separator: "\n")
        let parsed = try DaemonConfiguration.parse(yaml, file: "example", accounts: Self.accounts)
        #expect(parsed.roles.applications.count == 1)
        #expect(parsed.faults.count == 1)
        for path in DaemonConfiguration.paths where path.contains("[]") {
            let name = try #require(path.split(separator: ".").last)
            #expect(examples.contains { $0.contains("\(name):") }, "\(path) is in no example")
        }
    }

    @Test func `every field of the replication policy has a key with its unit`() {
        let fields = Mirror(reflecting: ReplicationPolicy()).children.map { child in
            "replication.\(child.label ?? "")" + (child.value is Duration ? "Seconds" : "")
        }
        #expect(fields.sorted() == DaemonConfiguration.paths.filter { $0.hasPrefix("replication.") }.sorted())
    }
}
