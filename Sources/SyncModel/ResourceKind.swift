// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The two kinds of resources; the raw value is what a file and the link carry.
package enum ResourceKind: UInt8, Sendable, CaseIterable {
    /// A key, with all its versions.
    case key = 1
    /// A secret, with all its versions.
    case secret = 2
}
