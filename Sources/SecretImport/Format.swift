// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The kinds of file, told apart by the first line that is neither blank nor a comment.
enum Format: Equatable {
    case environment
    case json
    case yaml
    case nothing

    init(of text: ArraySlice<UInt8>) {
        self = .nothing
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let content = line.drop { $0.isBlankOrReturn }
            guard let first = content.first, first != UInt8(ascii: "#") else { continue }
            self = Self.format(ofLine: content, first: first)
            return
        }
    }

    private static func format(ofLine line: ArraySlice<UInt8>, first: UInt8) -> Format {
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return .json
        case UInt8(ascii: "%"): return .yaml
        case UInt8(ascii: "-"): return .yaml
        case _: break
        }
        // NAME=value against key: value: whichever sign comes first. A colon counts only where YAML lets it end a key.
        for (index, byte) in zip(line.indices, line) {
            if byte == UInt8(ascii: "=") { return .environment }
            if byte == UInt8(ascii: ":"), line[(index + 1)...].first?.isBlankOrReturn ?? true { return .yaml }
        }
        return .environment
    }
}

extension UInt8 {
    /// Space or tab.
    var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// Space, tab or the carriage return of a CRLF.
    var isBlankOrReturn: Bool { isBlank || self == 0x0D }
}
