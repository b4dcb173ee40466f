// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Logging

/// How names and values that others chose are written into text, so that they cannot forge lines or hide their ends.
package enum LogText {
    /// The text with control, format and line-separating characters written as `\u{…}`.
    package static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        append(text, to: &result, alsoEscaping: [])
        return result
    }

    /// The text as it stands after `key=`: in double quotes where it is empty or has a blank, a quote, `=` or a backslash.
    static func value(_ text: String) -> String {
        let plain =
            !text.isEmpty
            && !text.unicodeScalars.contains { $0.properties.isWhitespace || $0 == "\"" || $0 == "=" || $0 == "\\" }
        if plain { return escaped(text) }
        var result = "\""
        append(text, to: &result, alsoEscaping: ["\"", "\\"])
        result.append("\"")
        return result
    }

    private static func append(_ text: String, to result: inout String, alsoEscaping others: [Unicode.Scalar]) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result.append("\\n")
            case "\t": result.append("\\t")
            case "\r": result.append("\\r")
            case _ where others.contains(scalar): result.append("\\\(scalar)")
            case _ where isInvisible(scalar): result.append("\\u{\(String(scalar.value, radix: 16))}")
            case _: result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        case _: false
        }
    }
}

extension Logger.Metadata {
    /// The handler's own metadata, the provider's, and the event's, the later ones winning, plus the event's error.
    static func merged(_ own: Self, _ provider: Logger.MetadataProvider?, _ event: LogEvent) -> Self {
        var result = own
        if let provided = provider?.get() {
            result.merge(provided) { _, new in new }
        }
        if let more = event.metadata {
            result.merge(more) { _, new in new }
        }
        if let error = event.error, result["error"] == nil {
            result["error"] = "\(error)"
        }
        return result
    }
}
