// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import Foundation

/// `kmsync-bench document`: puts the tables of measured runs into a document, and draws the growth.
///
/// A table stands between the lines `<!-- figures: COMMAND -->` and `<!-- end -->`; all else stays as it is.
struct DocumentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document",
        abstract: "Put the rows of measured runs into a document."
    )

    @Argument(help: "The document.") var document: String
    @Argument(help: "Files that 'run' and 'scale' wrote.") var files: [String]
    @Option(help: "Where the picture of the growth goes.") var plot: String

    func run() throws {
        var text = try String(contentsOfFile: document, encoding: .utf8)
        for file in files {
            let lines = try Report.read(file)
            guard let first = lines.first else { throw BenchFailure("\(file) has no rows.") }
            let isGrowth = first.command == "scale"
            text = try DocumentTable(lines, picture: isGrowth ? link : nil).placed(in: text, document: document)
            if isGrowth {
                try ScalePlot(lines.map(\.figure)).svg.write(toFile: plot, atomically: true, encoding: .utf8)
            }
        }
        try text.write(toFile: document, atomically: true, encoding: .utf8)
    }

    /// The picture as seen from the document.
    private var link: String {
        let folder = document.lastIndex(of: "/").map { document[...$0] } ?? ""
        return plot.hasPrefix(folder) ? String(plot.dropFirst(folder.count)) : plot
    }
}
