// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import FoundationEssentials

extension ConfigurationNode {
    /// A whole number within the bounds.
    func integer(in bounds: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        guard let value = plain.flatMap({ Int($0) }), bounds.contains(value) else {
            throw refusal("a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return value
    }

    /// A number within the bounds; `unit` says of what.
    func number(in bounds: ClosedRange<Double>, unit: String = "") throws(ConfigurationError) -> Double {
        guard let value = plain.flatMap({ Double($0) }), bounds.contains(value) else {
            let (least, most) = (Self.text(bounds.lowerBound), Self.text(bounds.upperBound))
            throw refusal("a number\(unit) from \(least) to \(most)")
        }
        return value
    }

    /// A number of seconds within the bounds, to the millisecond.
    func seconds(in bounds: ClosedRange<Double>) throws(ConfigurationError) -> Duration {
        .milliseconds(Int64((try number(in: bounds, unit: " of seconds") * 1000).rounded()))
    }

    /// `true` or `false`.
    func flag() throws(ConfigurationError) -> Bool {
        switch plain {
        case "true": true
        case "false": false
        case _: throw refusal("true or false")
        }
    }

    /// One of the words.
    func word<Word>(
        _ words: some Sequence<Word>,
        named name: (Word) -> String
    ) throws(ConfigurationError) -> Word {
        let words = Array(words)
        guard let found = scalar, let word = words.first(where: { name($0) == found }) else {
            throw refusal("one of \(words.map(name).joined(separator: ", "))")
        }
        return word
    }

    /// The absolute path of something, of at most `limit` bytes.
    func absolutePath(atMost limit: Int) throws(ConfigurationError) -> String {
        guard let text = scalar, text.hasPrefix("/"), text.utf8.count <= limit, !text.utf8.contains(0) else {
            throw refusal("an absolute path of at most \(limit) bytes")
        }
        return text
    }

    private static func text(_ number: Double) -> String {
        number == number.rounded() ? String(Int64(number)) : String(number)
    }
}
