// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What a family of series is: its name and what its numbers mean.
package struct MetricDescription: Sendable, Hashable {
    /// The kinds of OpenMetrics 1.0 that are written here.
    package enum Kind: Sendable, Hashable {
        /// Only grows, until its process ends.
        case counter
        /// Goes up and down.
        case gauge
        /// How many values were at most each of these bounds, which ascend; infinity comes by itself.
        case histogram(bounds: [Double])
        /// Which of several states holds.
        case stateSet
        /// Facts in labels.
        case info
    }

    /// Base units, in which the name then ends.
    package enum Unit: String, Sendable, Hashable {
        case seconds
        case bytes
    }

    /// The name without what the kind adds: `_total` of a counter, `_info` of an info.
    package let name: String
    /// What its numbers are.
    package let kind: Kind
    /// The unit, told from the name.
    package let unit: Unit?
    /// One sentence for people; empty: none.
    package let help: String

    /// Whatever a name may not have in it becomes an underscore.
    package init(_ name: String, _ kind: Kind, help: String) {
        self.name = MetricName.valid(name)
        self.kind = kind
        self.help = help
        let end = self.name.split(separator: "_").last.map(String.init) ?? ""
        unit = Unit(rawValue: end)
    }
}
