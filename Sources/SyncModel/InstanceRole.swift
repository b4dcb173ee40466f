// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What an instance is to others.
package enum InstanceRole: String, Sendable, CaseIterable, Codable {
    /// Never associated.
    case standalone
    /// Its keys and secrets reach replicas.
    case primary
    /// Holds what its primary sends.
    case replica
    /// Was disassociated from its primary; for good.
    case frozen

    /// Whether its keys and secrets may be changed by callers.
    package var acceptsChanges: Bool { self == .standalone || self == .primary }
}
