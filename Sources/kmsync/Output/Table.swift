// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Rows in aligned columns, two blanks apart; the last column is not padded.
struct Table {
    /// One column.
    struct Column {
        let title: String
        let isNumeric: Bool

        init(_ title: String, numeric: Bool = false) {
            self.title = title
            isNumeric = numeric
        }
    }

    /// One field.
    struct Cell: ExpressibleByStringLiteral {
        let text: String
        let style: TerminalStyle

        /// Text of any origin; an empty one shows as `-`, so that columns can be counted.
        init(_ text: String, _ style: TerminalStyle = .plain) {
            self.text = text.isEmpty ? "-" : printable(text)
            self.style = style
        }

        init(stringLiteral text: String) { self.init(text) }
    }

    private let columns: [Column]
    private var widths: [Int]
    private var needsLegend: Bool
    private let color: Bool

    init(_ columns: [Column], _ screen: Screen) {
        self.columns = columns
        self.color = screen.color
        needsLegend = screen.legend
        widths = columns.map { screen.legend ? $0.title.count : 0 }
    }

    /// The lines of these rows; a table may be written in parts, whose columns then only grow wider.
    mutating func lines(_ rows: [[Cell]]) -> String {
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.text.count) }
        }
        var text = ""
        if needsLegend {
            text += line(columns.map { Cell($0.title, .heading) })
            needsLegend = false
        }
        for row in rows { text += line(row) }
        return text
    }

    private func line(_ row: [Cell]) -> String {
        var text = ""
        for (index, cell) in row.enumerated() {
            let padding = String(repeating: " ", count: widths[index] - cell.text.count)
            let styled = cell.style.applied(to: cell.text, color: color)
            let isLast = index == row.count - 1
            text += columns[index].isNumeric ? padding + styled : styled + (isLast ? "" : padding)
            text += isLast ? "\n" : "  "
        }
        return text
    }
}
