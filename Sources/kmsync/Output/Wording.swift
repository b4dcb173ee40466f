// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A reason as a sentence: capital letter, full stop; "" stays "".
func sentenceCase(_ text: String) -> String {
    guard let first = text.first, let last = text.last else { return "" }
    return first.uppercased() + text.dropFirst() + (".!?".contains(last) ? "" : ".")
}

/// `1 secret`, `2 secrets`.
func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}

/// The first of many names, and how many more there are.
func listed(_ names: [String], atMost limit: Int = 10) -> String {
    let shown = names.prefix(limit).joined(separator: ", ")
    return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
}

/// Text without control characters, which could steer a terminal: each becomes `\u{…}`.
func printable(_ text: String, keepingNewlines: Bool = false) -> String {
    func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: !(keepingNewlines && scalar == "\n")
        default: false
        }
    }
    guard text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }), text.unicodeScalars.contains(where: isControl) else {
        return text
    }
    var result = ""
    for scalar in text.unicodeScalars {
        if isControl(scalar) {
            result += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}
