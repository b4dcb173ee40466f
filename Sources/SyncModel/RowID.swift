// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Where a resource stands in its instance's file; stable for the life of the file, meaningless outside it.
package struct RowID: RawRepresentable, Sendable, Hashable {
    /// The number itself.
    package let rawValue: Int64

    /// Wraps a number.
    package init(rawValue: Int64) { self.rawValue = rawValue }

    /// Wraps a number.
    package init(_ rawValue: Int64) { self.rawValue = rawValue }
}
