// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Measurements of one thing, repeated.
struct Samples {
    private var sorted: [Double]

    init(_ values: [Double]) { sorted = values.sorted() }

    var median: Double { quantile(0.5) }
    var p99: Double { quantile(0.99) }
    var count: Int { sorted.count }

    /// The value at a share of the way from the least to the greatest; by nearest rank.
    func quantile(_ share: Double) -> Double {
        precondition(!sorted.isEmpty, "there is no quantile of nothing")
        return sorted[Int((share * Double(sorted.count - 1)).rounded())]
    }

    /// Calls something again and again, and takes how many seconds each call takes.
    static func timing(_ count: Int, _ body: () throws -> Void) rethrows -> Samples {
        let clock = ContinuousClock()
        return Samples(try (0..<count).map { _ in try clock.measure(body) / .seconds(1) })
    }
}
