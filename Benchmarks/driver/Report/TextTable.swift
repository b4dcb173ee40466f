// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// How rows look on a terminal and in a document.
enum TextTable {
    static func line(_ figure: Figure) -> String {
        let cells = cells(figure)
        return line(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], figure.note)
    }

    /// Title, figure, limit, ratio, target, verdict.
    static func cells(_ figure: Figure) -> [String] {
        [
            figure.title,
            figure.unit.text(figure.value),
            figure.limit.map(figure.unit.text) ?? "",
            ratio(figure),
            target(figure),
            figure.verdict?.rawValue ?? "",
        ]
    }

    static func line(
        _ title: String,
        _ value: String,
        _ limit: String,
        _ ratio: String,
        _ target: String,
        _ verdict: String,
        _ note: String
    ) -> String {
        let cells = [(title, 58), (value, 11), (limit, 11), (ratio, 8), (target, 10), (verdict, 8)]
        let line = cells.reduce("") { line, cell in
            line + cell.0 + String(repeating: " ", count: max(1, cell.1 - cell.0.count))
        }
        return line + note
    }

    private static func ratio(_ figure: Figure) -> String {
        guard let ratio = figure.ratio else { return "" }
        return switch figure.target {
        case .share, .context: "\(digits(ratio * 100)) %"
        case .multiple, .atMost, .none: "\(digits(ratio)) ×"
        }
    }

    private static func target(_ figure: Figure) -> String {
        switch figure.target {
        case .share(let least): "≥ \(digits(least * 100)) %"
        case .multiple(let most): "≤ \(digits(most)) ×"
        case .atMost(let most): "≤ \(figure.unit.text(most))"
        case .context, .none: ""
        }
    }
}
