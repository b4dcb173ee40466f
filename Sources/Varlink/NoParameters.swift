// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The empty object: the parameters or the reply of a method that has none.
package struct NoParameters: Codable, Sendable, Equatable {
    /// Makes the one value that there is.
    package init() {}
}
