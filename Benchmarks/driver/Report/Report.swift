// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation

/// Prints each row as it is measured, and keeps it as a line of JSON.
final class Report {
    private let file: FileHandle
    private let path: String
    private let command: String
    private var isShort = false

    /// One line of the file: a row, and the run that it belongs to.
    struct Line: Codable {
        var command: String
        var machine: Machine
        var figure: Figure
    }

    private let machine: Machine

    /// Begins the file anew.
    init(path: String, command: String, machine: Machine) throws {
        self.path = path
        self.command = command
        self.machine = machine
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else { throw BenchFailure("\(path) cannot be written.") }
        self.file = file
        show(machine.line)
        show(TextTable.line("what", "figure", "limit", "ratio", "target", "verdict", ""))
    }

    func add(_ figures: [Figure]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for figure in figures {
            show(TextTable.line(figure))
            isShort = isShort || figure.verdict == .short
            try file.write(contentsOf: try encoder.encode(Line(command: command, machine: machine, figure: figure)))
            try file.write(contentsOf: Data("\n".utf8))
        }
    }

    func close() throws {
        try file.close()
        show(isShort ? "Some rows are short of their target." : "Every row reaches its target.")
        show("JSON lines: \(path)")
    }

    private func show(_ line: String) {
        print(line)
        fflush(nil)
    }

    /// The lines of a file that another run wrote.
    static func read(_ path: String) throws -> [Line] {
        let text = try Data(contentsOf: URL(fileURLWithPath: path))
        return try text.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Line.self, from: $0) }
    }
}
