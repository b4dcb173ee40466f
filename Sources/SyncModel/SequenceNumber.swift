// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A place in an instance's change feed.
package struct SequenceNumber: RawRepresentable, Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The number itself.
    package let rawValue: Int64

    /// Wraps a number.
    package init(rawValue: Int64) { self.rawValue = rawValue }

    /// Wraps a number.
    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    /// Before everything.
    package static var zero: Self { Self(0) }

    /// The one after this.
    package var next: Self { Self(rawValue + 1) }

    /// The number in decimal.
    package var description: String { String(rawValue) }

    /// Orders by the number.
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
