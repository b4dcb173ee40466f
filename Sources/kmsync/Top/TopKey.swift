// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What a key of the keyboard asks for.
enum TopKey: Equatable {
    case quit
    case pause
    case sort
    case help
    case up
    case down
    case pageUp
    case pageDown
    case first
    case last
    case section
    case redraw
}

/// Bytes of a terminal to keys: letters, and the sequences of cursor keys (xterm's, and those of its application mode).
struct TopKeyDecoder {
    /// The longest sequence that is waited for; what is longer is no key.
    private static let longestSequence = 8

    private var sequence: [UInt8] = []

    /// The keys that are complete with these bytes; those without a meaning are left out.
    mutating func keys(_ bytes: some Sequence<UInt8>) -> [TopKey] { bytes.compactMap { key($0) } }

    private mutating func key(_ byte: UInt8) -> TopKey? {
        guard !sequence.isEmpty else {
            if byte == 0x1B {
                sequence = [byte]
                return nil
            }
            return TopKeyDecoder.letter(byte)
        }
        sequence.append(byte)
        if sequence.count == 2 {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "O"): return nil
            case 0x1B: sequence = [byte]
            default: sequence = []
            }
            // Escape alone, then another key.
            return sequence.isEmpty ? TopKeyDecoder.letter(byte) : nil
        }
        // ECMA-48, 5.4: a control sequence ends with a byte of 0x40 to 0x7E.
        guard (0x40...0x7E).contains(byte) || sequence.count >= TopKeyDecoder.longestSequence else { return nil }
        defer { sequence = [] }
        return TopKeyDecoder.cursor(String(decoding: sequence.dropFirst(2), as: UTF8.self))
    }

    private static func letter(_ byte: UInt8) -> TopKey? {
        switch byte {
        case UInt8(ascii: "q"), UInt8(ascii: "Q"): .quit
        case UInt8(ascii: "p"), UInt8(ascii: "P"), UInt8(ascii: " "): .pause
        case UInt8(ascii: "s"), UInt8(ascii: "S"), UInt8(ascii: "r"): .sort
        case UInt8(ascii: "?"), UInt8(ascii: "h"): .help
        case UInt8(ascii: "k"): .up
        case UInt8(ascii: "j"): .down
        case UInt8(ascii: "g"): .first
        case UInt8(ascii: "G"): .last
        case UInt8(ascii: "\t"): .section
        case 0x0C: .redraw
        default: nil
        }
    }

    private static func cursor(_ sequence: String) -> TopKey? {
        switch sequence {
        case "A": .up
        case "B": .down
        case "5~": .pageUp
        case "6~": .pageDown
        case "H", "1~", "7~": .first
        case "F", "4~", "8~": .last
        default: nil
        }
    }
}
