// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser

/// A length of time: `80ms`, `30s`, `5m`, `2h`, `1d`, or several, such as `1h30m`; a bare number counts seconds.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        var rest = argument[...]
        var total = Duration.zero
        guard !rest.isEmpty else { return nil }
        if argument.allSatisfy({ $0.isASCII && $0.isNumber }) { rest = "\(argument)s" }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let unit = rest.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
            guard let number = Double(digits), let seconds = DurationArgument.seconds(of: unit) else { return nil }
            guard number * seconds <= DurationArgument.longest else { return nil }
            total += .seconds(number * seconds)
            rest = rest.dropFirst(digits.count + unit.count)
        }
        duration = total
    }

    /// A whole number of seconds.
    static func seconds(_ seconds: Int) -> DurationArgument { DurationArgument(duration: .seconds(seconds)) }

    private init(duration: Duration) {
        self.duration = duration
    }

    var defaultValueDescription: String { "\(duration.components.seconds)s" }

    /// Ten years, in seconds.
    private static let longest = 315_360_000.0

    private static func seconds(of unit: Substring) -> Double? {
        switch unit {
        case "ms": 0.001
        case "s": 1
        case "m", "min": 60
        case "h": 3600
        case "d": 86_400
        default: nil
        }
    }
}
