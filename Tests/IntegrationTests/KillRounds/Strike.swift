// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What a strike met.
struct Strike: CustomStringConvertible {
    /// Changes that were acknowledged since the strike before.
    let acknowledged: Int
    /// Changes that the load had made and has no answer to, sent or not.
    let unanswered: Int
    /// Those of them that the socket had taken before the blow.
    let underWay: Int
    /// A resource whose push was provably in flight at the blow.
    let push: String?
    /// Unanswered changes that had taken effect.
    var taken = 0

    init(acknowledged: Int, unanswered: Int, underWay: Int, push: String?) {
        self.acknowledged = acknowledged
        self.unanswered = unanswered
        self.underWay = underWay
        self.push = push
    }

    var description: String {
        "\(acknowledged) acknowledged, \(underWay) under way of which \(taken) taken, "
            + "pushing \(push ?? "nothing that was seen")"
    }
}

/// All strikes of a run.
struct StrikeTally: CustomStringConvertible {
    private var strikes: [Strike] = []

    mutating func add(_ strike: Strike) { strikes.append(strike) }

    /// The share of the strikes that met at least so many unacknowledged changes and a push in flight.
    func share(ofAtLeast fewest: Int) -> Double {
        let good = strikes.count { $0.underWay >= fewest && $0.push != nil }
        return strikes.isEmpty ? 0 : Double(good) / Double(strikes.count)
    }

    var description: String {
        func sum(_ part: (Strike) -> Int) -> Int { strikes.reduce(0) { $0 + part($1) } }
        return "\(strikes.count) strikes; \(sum(\.acknowledged)) changes acknowledged; "
            + "\(sum(\.underWay)) under way at the strikes (fewest \(strikes.map(\.underWay).min() ?? 0)), "
            + "of which \(sum(\.taken)) had taken effect; \(strikes.count { $0.push != nil }) strikes met a push in flight"
    }
}
