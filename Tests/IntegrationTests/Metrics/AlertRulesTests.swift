// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

/// The alert rules and the scrape that are shipped, held against Prometheus's own checker.
struct AlertRulesTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    private static let shipped = folder.deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "config/prometheus")
    private static let hasPromtool = FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool")

    private static func check(_ arguments: String...) throws {
        let outcome = try Command(program: "/usr/bin/promtool", arguments: arguments).run()
        #expect(outcome.status == 0, "\(outcome)")
    }

    @Test(.enabled("needs promtool: run `make setup`") { hasPromtool })
    func `each alert fires where it should and only there`() throws {
        try Self.check("test", "rules", Self.folder.appending(path: "kmsync.rules.test.yml").path)
    }

    @Test(.enabled("needs promtool: run `make setup`") { hasPromtool })
    func `the rules and the scrape that are shipped are sound`() throws {
        try Self.check("check", "rules", "--lint-fatal", Self.shipped.appending(path: "kmsync.rules.yml").path)
        try Self.check("check", "config", "--lint-fatal", Self.shipped.appending(path: "prometheus.yml").path)
    }

    @Test
    func `every metric that an alert asks for is one that the daemon tells of, and every alert has words`() throws {
        let rules = try String(contentsOf: Self.shipped.appending(path: "kmsync.rules.yml"), encoding: .utf8)
        let alerts = rules.matches(of: #/- alert: (\w+)/#).map { String($0.output.1) }
        for word in ["summary:", "description:", "runbook:", "severity:"] {
            #expect(rules.matches(of: try Regex(" \(word)")).count == alerts.count, "\(word)")
        }
        let names = Set(rules.matches(of: #/\bkmsync_[a-z_]+(?=\{| |\[)/#).map { String($0.output) })
        #expect(names.count > 8)
        let page = try Self.page()
        for name in names { #expect(page.contains("\n\(name){"), "\(name)") }
    }

    /// What a daemon with a replica tells.
    private static func page() throws -> String {
        var page = ""
        try Site.run(replicas: 1) { site in
            try site.wait()
            page = String(decoding: try site.client("metrics"), as: UTF8.self)
        }
        return page
    }
}
