// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What a piece of text means, and so how it looks on a terminal.
enum TerminalStyle {
    case plain
    case heading
    case good
    case waiting
    case bad
    case faint

    /// The text with its colour, if there is to be any.
    func applied(to text: String, color: Bool) -> String {
        guard color, let code else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }

    /// The parameter of SGR, ECMA-48 section 8.3.117.
    private var code: Int? {
        switch self {
        case .plain: nil
        case .heading: 1
        case .good: 32
        case .waiting: 33
        case .bad: 31
        case .faint: 2
        }
    }
}
