// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Varlink

extension Verb {
    /// Prints a list over all its pages: one JSON array with `--json`, else a table.
    func showList<Method: Listing>(
        _ method: Method.Type,
        _ parameters: Method.Parameters,
        of daemon: DaemonConnection,
        limit: Int? = nil,
        columns: [Table.Column],
        row: (Method.Row, Screen) -> [Table.Cell]
    ) throws {
        if options.json { return try writeArray(method, parameters, of: daemon, limit: limit) }
        let screen = options.screen
        var table = Table(columns, screen)
        var isEmpty = true
        try daemon.pages(method, parameters, limit: limit) { _, reply in
            let rows = Method.rows(of: reply)
            isEmpty = isEmpty && rows.isEmpty
            if !rows.isEmpty { StandardOutput.write(table.lines(rows.map { row($0, screen) })) }
        }
        if isEmpty { StandardError.note("There are none.") }
    }

    private func writeArray<Method: Listing>(
        _ method: Method.Type,
        _ parameters: Method.Parameters,
        of daemon: DaemonConnection,
        limit: Int?
    ) throws {
        var text: [UInt8] = [UInt8(ascii: "[")]
        try daemon.pages(method, parameters, limit: limit) { answer, _ in
            for element in try JSONPieces.elements(of: try answer.rows()) {
                if text.last != UInt8(ascii: "[") { text += ",\n".utf8 }
                text += element
            }
            StandardOutput.write(text)
            text = []
        }
        StandardOutput.write("]\n")
    }
}

extension Answer where Method: Listing {
    /// The array of the page, as it came.
    func rows() throws(VarlinkClientError) -> ArraySlice<UInt8> {
        try JSONPieces.member(Method.rowsField, of: json) ?? Array("[]".utf8)[...]
    }
}
