// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The fields of one thing, one a line.
struct Details {
    private var rows: [(name: String, value: Table.Cell)] = []

    /// Adds a field; nil is left out.
    mutating func add(_ name: String, _ value: String?, _ style: TerminalStyle = .plain) {
        if let value { rows.append((name, Table.Cell(value, style))) }
    }

    /// Adds a field for each element, the name only on the first.
    mutating func add(_ name: String, each values: [String]) {
        for (index, value) in values.enumerated() { add(index == 0 ? name : "", value) }
    }

    /// The lines.
    func text(_ screen: Screen) -> String {
        let width = rows.map(\.name.count).max() ?? 0
        return rows.map { row in
            let name = row.name.isEmpty ? "" : "\(row.name):"
            let padding = String(repeating: " ", count: width + 2 - name.count)
            let styled = TerminalStyle.heading.applied(to: name, color: screen.color)
            return styled + padding + row.value.style.applied(to: row.value.text, color: screen.color) + "\n"
        }.joined()
    }
}

/// Tags as `KEY=VALUE`, sorted.
func tagLines(_ tags: [String: String]) -> [String] {
    tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
}
