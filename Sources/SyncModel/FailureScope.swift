// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What a failure hit.
package enum FailureScope: String, Sendable, CaseIterable, Codable {
    /// One resource.
    case resource
    /// Everything that goes to the replica.
    case replica
}
