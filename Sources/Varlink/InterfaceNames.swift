// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Which names the grammar allows; https://varlink.org/Interface-Definition.
enum InterfaceNames {
    /// Reverse-domain: at least two parts of ASCII letters, digits and inner '-', the first starting with a letter.
    static func isInterface(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, let first = text.utf8.first, isLetter(first) else {
            return false
        }
        return parts.allSatisfy { part in
            part.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
                && !part.isEmpty && part.first != "-" && part.last != "-"
        }
    }

    /// ASCII letters and digits, starting with a capital.
    static func isMember(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, UInt8(ascii: "A")...UInt8(ascii: "Z") ~= first else {
            return false
        }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) }
    }

    /// ASCII letters, digits and single inner '_', starting with a letter.
    static func isField(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, isLetter(first), text.last != "_" else {
            return false
        }
        var previous: UInt8 = 0
        for byte in text.utf8 {
            let isUnderscore = byte == UInt8(ascii: "_")
            guard isLetter(byte) || isDigit(byte) || (isUnderscore && previous != byte) else {
                return false
            }
            previous = byte
        }
        return true
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }
}
