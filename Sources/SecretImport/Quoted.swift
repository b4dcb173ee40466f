// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A name out of a file as messages show it: in single quotes, shortened, and unable to forge a line or move a cursor.
struct Quoted: CustomStringConvertible {
    /// How many characters of a name a message shows.
    static let maximumLength = 80

    let description: String

    init(_ name: some StringProtocol) {
        let head = name.unicodeScalars.prefix(Self.maximumLength + 1)
        let shortened = head.count > Self.maximumLength
        let text = String(String.UnicodeScalarView(shortened ? head.dropLast() : head))
        description = "'" + Self.escape(text) + (shortened ? "…" : "") + "'"
    }

    /// The text with control, format and line-separating characters written as `\u{…}`.
    static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            case _:
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
