// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

/// The texts beside the program that tell people of its entries.
enum MonitoredDocuments {
    /// One text of the catalog.
    struct CatalogText {
        let id: String
        let subject: String
        /// What stands before the empty line, by name.
        let header: [(name: String, value: String)]
        let body: String

        /// The fields that it names.
        var fields: Set<String> { Set((subject + body).matches(of: #/@([A-Z_]+)@/#).map { String($0.output.1) }) }
    }

    /// One row of the table of message ids.
    struct Row {
        let id: String
        let priorities: [String]
        let text: String
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func text(of name: String) throws -> String {
        String(decoding: try Data(contentsOf: root.appending(path: name)), as: UTF8.self)
    }

    static func catalog() throws -> [CatalogText] {
        let text = try text(of: "systemd/kmsyncd.catalog")
        return try ("\n" + text).components(separatedBy: "\n-- ").dropFirst().map { part in
            let lines = part.split(separator: "\n", omittingEmptySubsequences: false)
            let end = try #require(lines.firstIndex(of: ""), "A text has a header, an empty line and a body: \(part)")
            let header = lines[1..<end].map { line in
                let parts = line.split(separator: ": ", maxSplits: 1).map(String.init)
                return (name: parts.first ?? "", value: parts.count > 1 ? parts[1] : "")
            }
            return CatalogText(
                id: String(lines[0]),
                subject: header.first { $0.name == "Subject" }?.value ?? "",
                header: header,
                body: lines[end...].joined(separator: "\n")
            )
        }
    }

    /// The table of `docs/OPERATING.md`.
    static func messageTable() throws -> [Row] {
        try text(of: "docs/OPERATING.md").matches(of: #/\| `([0-9a-f]{32})` \| ([a-z, ]+) \| (.+) \|/#).map {
            Row(
                id: String($0.output.1),
                priorities: $0.output.2.components(separatedBy: ", "),
                text: String($0.output.3)
            )
        }
    }
}
