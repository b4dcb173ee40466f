// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Where an association is in its life.
package enum AssociationState: String, Sendable, CaseIterable, Codable {
    /// The replica has not agreed yet.
    case reserving
    /// Never been in sync yet.
    case bootstrapping
    /// Was in sync at least once, and follows.
    case active
    /// Held by an operator.
    case paused
    /// The replica has not confirmed its freeze yet.
    case disassociating
    /// Over, for good.
    case disassociated
}
