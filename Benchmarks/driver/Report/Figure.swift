// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// One row of the table: what was measured, against what, and whether that is enough.
struct Figure: Codable {
    enum Target: Codable {
        /// How many times less than the limit the row may take, as the limit's share of it.
        case share(atLeast: Double)
        /// How many times the limit it may take.
        case multiple(atMost: Double)
        case atMost(Double)
        /// None; the ratio is a share all the same.
        case context
        /// For context only.
        case none
    }

    enum Verdict: String, Codable {
        case pass
        case short
    }

    /// What the row is called for good; figures of several runs are joined by it.
    var row: String
    var title: String
    var value: Double
    var unit: Unit
    /// In the same unit, measured in the same run.
    var limit: Double?
    var target = Target.none
    /// How many resources, where the row is one of several sizes.
    var size: Int?
    /// What else was seen.
    var note = ""

    var ratio: Double? {
        guard let limit, limit > 0, value > 0 else { return nil }
        return switch (target, unit) {
        case (.share, .perSecond), (.context, .perSecond): value / limit
        case (.share, _): limit / value
        case (_, _): value / limit
        }
    }

    var verdict: Verdict? {
        let isReached: Bool? =
            switch target {
            case .share(let least): ratio.map { $0 >= least }
            case .multiple(let most): ratio.map { $0 <= most }
            case .atMost(let most): value <= most
            case .context, .none: nil
            }
        return isReached.map { $0 ? .pass : .short }
    }
}

/// What a figure counts.
enum Unit: String, Codable {
    case seconds
    case perSecond
    case megabytes
    case share
    case times
    case count

    /// A value for people.
    func text(_ value: Double) -> String {
        switch self {
        case .seconds where value < 0.001: "\(digits(value * 1e6)) µs"
        case .seconds where value < 1: "\(digits(value * 1e3)) ms"
        case .seconds: "\(digits(value)) s"
        case .perSecond: "\(grouped(Int(value.rounded()))) /s"
        case .megabytes: "\(digits(value)) MB"
        case .share: "\(digits(value * 100)) %"
        case .times: "\(digits(value)) ×"
        case .count: grouped(Int(value))
        }
    }
}

/// A number with three digits that matter.
func digits(_ value: Double) -> String {
    let size = abs(value)
    let places = size >= 100 ? 1.0 : size >= 10 ? 10 : size >= 1 ? 100 : 1000
    let rounded = (value * places).rounded() / places
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
}

/// A whole number in groups of three, such as 100,000.
func grouped(_ number: Int) -> String {
    let digits = String(number).reversed().enumerated().map { $0 > 0 && $0 % 3 == 0 ? ",\($1)" : "\($1)" }
    return String(digits.joined().reversed())
}
