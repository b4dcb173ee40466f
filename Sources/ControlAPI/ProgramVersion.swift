// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The version of the programs, which are built together.
package enum ProgramVersion {
    /// Semantic version 2.0.0.
    package static let current = "0.1.0"
}
