// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A line of the screen: pieces of text, each with its meaning; safe for a terminal whatever the text was.
struct StyledLine: Equatable {
    private(set) var pieces: [(text: String, style: TerminalStyle)] = []

    init() {}

    init(_ text: String, _ style: TerminalStyle = .plain) { add(text, style) }

    /// Appends text of any origin.
    mutating func add(_ text: String, _ style: TerminalStyle = .plain) {
        if !text.isEmpty { pieces.append((printable(text), style)) }
    }

    /// How many columns it takes.
    var columns: Int { pieces.reduce(0) { $0 + $1.text.columns } }

    /// The line without its styles.
    var text: String { pieces.map(\.text).joined() }

    /// The same in one style, for what is no longer certain.
    func restyled(_ style: TerminalStyle) -> StyledLine { StyledLine(text, style) }

    /// The line in at most so many columns.
    func clipped(to width: Int) -> StyledLine {
        guard columns > width else { return self }
        var line = StyledLine()
        for piece in pieces {
            let left = width - line.columns
            guard piece.text.columns >= left else {
                line.pieces.append(piece)
                continue
            }
            // The blank stands for what follows, so that the mark is there also where this piece just fits.
            line.pieces.append(("\(piece.text) ".clipped(to: left), piece.style))
            break
        }
        return line
    }

    /// What goes to the terminal.
    func rendered(color: Bool) -> String {
        pieces.map { $0.style.applied(to: $0.text, color: color) }.joined()
    }

    static func == (left: StyledLine, right: StyledLine) -> Bool {
        left.pieces.elementsEqual(right.pieces) { $0.text == $1.text && $0.style == $1.style }
    }
}
