// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The rows of a run as a table of Markdown.
struct DocumentTable {
    private let lines: [Report.Line]
    /// Stands above the table.
    private let picture: String?

    init(_ lines: [Report.Line], picture: String?) {
        self.lines = lines
        self.picture = picture
    }

    /// The text with the table in its place; throws where it has no such place.
    func placed(in text: String, document: String) throws -> String {
        guard let first = lines.first else { return text }
        let mark = "<!-- figures: \(first.command) -->"
        var parts = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let start = parts.firstIndex(of: mark),
            let end = parts[start...].firstIndex(of: "<!-- end -->")
        else { throw BenchFailure("\(document) has no lines '\(mark)' and '<!-- end -->'.") }
        let above = picture.map { ["![Time and memory against the number of resources](\($0))", ""] } ?? []
        parts.replaceSubrange((start + 1)..<end, with: above + [first.machine.line, ""] + table)
        return parts.joined(separator: "\n")
    }

    private var table: [String] {
        let head = ["| what | figure | limit | ratio | target | | |", "|---|---:|---:|---:|---:|---|---|"]
        return head
            + lines.map { line in
                let cells = TextTable.cells(line.figure) + [line.figure.note]
                return "| " + cells.joined(separator: " | ") + " |"
            }
    }
}
