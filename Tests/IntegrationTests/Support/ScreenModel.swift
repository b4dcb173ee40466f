// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What a terminal would show, of the control sequences that our programs and a shell use; ECMA-48 and xterm's.
struct ScreenModel {
    private struct Grid {
        var cells: [[Character]]
        var row = 0
        var column = 0
    }

    private(set) var isAlternate = false
    private(set) var showsCursor = true
    private(set) var wrapsLines = true
    /// How many changes of colour or weight came.
    private(set) var styleChanges = 0
    private var main: Grid
    private var alternate: Grid
    private var columns: Int
    private var rows: Int
    private var pending: [UInt8] = []

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        main = Grid(cells: Self.blank(columns, rows))
        alternate = main
    }

    /// The lines as a person sees them, without blanks at their ends.
    var lines: [String] {
        (isAlternate ? alternate : main).cells.map { row in
            var text = String(row)
            while text.last == " " { text.removeLast() }
            return text
        }
    }

    var text: String { lines.joined(separator: "\n") }

    /// The window has another size now; what is in it is cut off or stays.
    mutating func resize(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        for grid in [\Self.main, \Self.alternate] {
            let old = self[keyPath: grid].cells
            var cells = Self.blank(columns, rows)
            for (row, line) in old.prefix(rows).enumerated() {
                cells[row].replaceSubrange(0..<min(columns, line.count), with: line.prefix(columns))
            }
            self[keyPath: grid].cells = cells
            self[keyPath: grid].row = min(self[keyPath: grid].row, rows - 1)
            self[keyPath: grid].column = min(self[keyPath: grid].column, columns - 1)
        }
    }

    /// Takes what a program wrote; a sequence or character that is cut in two is completed by the next bytes.
    mutating func take(_ bytes: [UInt8]) {
        pending += bytes
        var rest = pending[...]
        while let first = rest.first {
            if first == 0x1B {
                guard let length = Self.sequenceLength(rest) else { break }
                obey(Array(rest.prefix(length)))
                rest = rest.dropFirst(length)
            } else if first < 0x80 {
                put(Character(Unicode.Scalar(first)))
                rest = rest.dropFirst()
            } else {
                let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
                guard rest.count >= length else { break }
                for character in String(decoding: rest.prefix(length), as: UTF8.self) { put(character) }
                rest = rest.dropFirst(length)
            }
        }
        pending = Array(rest)
    }

    private static func blank(_ columns: Int, _ rows: Int) -> [[Character]] {
        Array(repeating: Array(repeating: " ", count: columns), count: rows)
    }

    /// Nil where it is not complete.
    private static func sequenceLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= 2 else { return nil }
        guard bytes[bytes.startIndex + 1] == UInt8(ascii: "[") else { return 2 }
        let end = bytes.dropFirst(2).firstIndex { (0x40...0x7E).contains($0) }
        return end.map { $0 - bytes.startIndex + 1 }
    }

    private mutating func obey(_ sequence: [UInt8]) {
        let body = String(decoding: sequence.dropFirst(2), as: UTF8.self)
        switch body {
        case "?1049h":
            isAlternate = true
            alternate = Grid(cells: Self.blank(columns, rows))
        case "?1049l": isAlternate = false
        case "?25h", "?25l": showsCursor = body.last == "h"
        case "?7h", "?7l": wrapsLines = body.last == "h"
        case "K":
            change { grid, columns, _ in
                grid.cells[grid.row].replaceSubrange(
                    grid.column...,
                    with: Array(repeating: " ", count: columns - grid.column)
                )
            }
        case _ where body.hasSuffix("H"):
            let place = body.dropLast().split(separator: ";").compactMap { Int($0) }
            change { grid, columns, rows in
                grid.row = min(rows, place.first ?? 1) - 1
                grid.column = min(columns, place.count > 1 ? place[1] : 1) - 1
            }
        case _ where body.hasSuffix("m"): styleChanges += 1
        case _: break
        }
    }

    private mutating func put(_ character: Character) {
        let wraps = wrapsLines
        change { grid, columns, rows in
            switch character {
            case "\r": grid.column = 0
            case "\n": Self.feed(&grid, columns, rows)
            case "\u{8}": grid.column = max(0, grid.column - 1)
            case "\u{7}": break
            case _:
                if grid.column == columns, wraps {
                    grid.column = 0
                    Self.feed(&grid, columns, rows)
                }
                grid.cells[grid.row][min(grid.column, columns - 1)] = character
                grid.column = min(grid.column + 1, wraps ? columns : columns - 1)
            }
        }
    }

    private static func feed(_ grid: inout Grid, _ columns: Int, _ rows: Int) {
        if grid.row < rows - 1 {
            grid.row += 1
        } else {
            grid.cells.removeFirst()
            grid.cells.append(Array(repeating: " ", count: columns))
        }
    }

    private mutating func change(_ body: (inout Grid, Int, Int) -> Void) {
        if isAlternate { body(&alternate, columns, rows) } else { body(&main, columns, rows) }
    }
}
