// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Rows in aligned columns that fit a width: columns that matter less are left out, and the last one is cut off.
struct FittedTable {
    /// One column.
    struct Column {
        let title: String
        let isNumeric: Bool
        /// The lowest goes first where there is too little room.
        let importance: Int
        /// How many columns of the terminal it takes at most.
        let limit: Int

        init(_ title: String, numeric: Bool = false, importance: Int, limit: Int = .max) {
            self.title = title
            isNumeric = numeric
            self.importance = importance
            self.limit = limit
        }
    }

    /// The least that the last column is worth showing in.
    private static let leastLast = 10

    private let columns: [Column]
    private let rows: [[Table.Cell]]
    private let width: Int

    init(_ columns: [Column], rows: [[Table.Cell]], width: Int) {
        self.columns = columns
        self.rows = rows
        self.width = width
    }

    /// The heading, then a line for each row.
    func lines() -> [StyledLine] {
        let widths = columns.indices.map { index in
            let widest = rows.map { $0[index].text.columns }.max() ?? 0
            return min(columns[index].limit, max(columns[index].title.columns, widest))
        }
        let shown = chosen(widths)
        let heading = line(columns.map { Table.Cell($0.title, .heading) }, shown, widths)
        return [heading] + rows.map { line($0, shown, widths) }
    }

    private func chosen(_ widths: [Int]) -> [Int] {
        var shown = Array(columns.indices)
        func needed() -> Int {
            shown.reduce(2 * (shown.count - 1)) { sum, index in
                sum + (index == columns.count - 1 ? min(widths[index], FittedTable.leastLast) : widths[index])
            }
        }
        while shown.count > 1, needed() > width {
            guard let least = shown.min(by: { columns[$0].importance < columns[$1].importance }) else { break }
            shown.removeAll { $0 == least }
        }
        return shown
    }

    private func line(_ cells: [Table.Cell], _ shown: [Int], _ widths: [Int]) -> StyledLine {
        var line = StyledLine()
        for index in shown {
            let isLast = index == shown.last
            let text = cells[index].text.clipped(to: isLast ? max(0, width - line.columns) : widths[index])
            let padding = String(repeating: " ", count: max(0, widths[index] - text.columns))
            if columns[index].isNumeric { line.add(padding) }
            line.add(text, cells[index].style)
            if !isLast { line.add((columns[index].isNumeric ? "" : padding) + "  ") }
        }
        return line.clipped(to: width)
    }
}
