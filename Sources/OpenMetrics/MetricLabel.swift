// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Tells series of one family apart.
package struct MetricLabel: Sendable, Hashable, Comparable {
    /// Of letters, digits and underscores, not beginning with a digit.
    package let name: String
    /// Any text.
    package let value: String

    /// Whatever a name may not have in it becomes an underscore.
    package init(_ name: String, _ value: String) {
        self.name = MetricName.valid(name)
        self.value = value
    }

    /// By name, then by value.
    package static func < (left: Self, right: Self) -> Bool { (left.name, left.value) < (right.name, right.value) }
}

/// The names that OpenMetrics 1.0 allows without quotes.
enum MetricName {
    /// The text with an underscore for everything that may not stand in a name.
    static func valid(_ text: String) -> String {
        var name = ""
        for scalar in text.unicodeScalars {
            let isLetter = scalar == "_" || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
            let isDigit = ("0"..."9").contains(scalar)
            if isDigit && name.isEmpty { name = "_" }
            name.unicodeScalars.append(isLetter || isDigit ? scalar : "_")
        }
        return name.isEmpty ? "_" : name
    }
}
