// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Tells the associations of a primary apart within its file.
package struct AssociationNumber: RawRepresentable, Sendable, Hashable {
    /// The number itself.
    package let rawValue: Int64

    /// Wraps a number.
    package init(rawValue: Int64) { self.rawValue = rawValue }

    /// Wraps a number.
    package init(_ rawValue: Int64) { self.rawValue = rawValue }
}
