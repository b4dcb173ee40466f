// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension Character {
    /// How many columns of a terminal it takes: 0, 1 or 2; UAX #11, the wide ranges in use.
    var columns: Int {
        guard let scalar = unicodeScalars.first else { return 0 }
        if scalar.isASCII { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        let isWide: Bool =
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
                0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1B000...0x1B2FF, 0x20000...0x3FFFD:
                true
            default: scalar.properties.isEmojiPresentation || unicodeScalars.contains("\u{FE0F}")
            }
        return isWide ? 2 : 1
    }
}

extension String {
    /// How many columns of a terminal it takes; it is to be `printable`.
    var columns: Int {
        utf8.allSatisfy { $0 < 0x80 } ? utf8.count : reduce(0) { $0 + $1.columns }
    }

    /// The text in at most so many columns; what was cut off shows as `…`.
    func clipped(to width: Int) -> String {
        guard columns > width else { return self }
        guard width > 0 else { return "" }
        var text = ""
        var used = 0
        for character in self {
            guard used + character.columns <= width - 1 else { break }
            text.append(character)
            used += character.columns
        }
        return text + "…"
    }
}
