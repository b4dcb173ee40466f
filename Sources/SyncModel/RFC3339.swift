// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Reads the date-time form of RFC 3339, section 5.6.
enum RFC3339 {
    /// Milliseconds since 1970-01-01T00:00:00Z, or nil where the text is not of the form.
    static func milliseconds(of text: String) -> Int64? {
        var rest = Substring(text)
        guard let year = number(&rest, 4), skip(&rest, "-"), let month = number(&rest, 2), skip(&rest, "-"),
            let day = number(&rest, 2), skip(&rest, "T") || skip(&rest, "t") || skip(&rest, " "),
            let hour = number(&rest, 2), skip(&rest, ":"), let minute = number(&rest, 2), skip(&rest, ":"),
            let second = number(&rest, 2), (1...12).contains(month), (1...31).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        var fraction: Int64 = 0
        if skip(&rest, ".") {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty else { return nil }
            fraction = Int64((digits.prefix(3) + "00").prefix(3)) ?? 0
            rest = rest.dropFirst(digits.count)
        }
        guard let offset = offsetMinutes(&rest), rest.isEmpty else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard CivilDate(daysSinceEpoch: date.daysSinceEpoch) == date else { return nil }
        let minutes = (date.daysSinceEpoch * 24 + hour) * 60 + minute - offset
        return (minutes * 60 + second) * 1000 + fraction
    }

    private static func offsetMinutes(_ rest: inout Substring) -> Int64? {
        if skip(&rest, "Z") || skip(&rest, "z") { return 0 }
        let sign: Int64
        if skip(&rest, "+") {
            sign = 1
        } else if skip(&rest, "-") {
            sign = -1
        } else {
            return nil
        }
        guard let hours = number(&rest, 2), skip(&rest, ":"), let minutes = number(&rest, 2), hours <= 23,
            minutes <= 59
        else { return nil }
        return sign * (hours * 60 + minutes)
    }

    private static func number(_ rest: inout Substring, _ width: Int) -> Int64? {
        let digits = rest.prefix(width)
        guard digits.count == width, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        rest = rest.dropFirst(width)
        return Int64(digits)
    }

    private static func skip(_ rest: inout Substring, _ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest = rest.dropFirst()
        return true
    }
}
