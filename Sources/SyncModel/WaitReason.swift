// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Why a pending resource is not being sent.
package enum WaitReason: String, Sendable, CaseIterable, Codable {
    /// An operator paused the replica.
    case paused
    /// Attempts are suspended after failures of the replica.
    case replicaBackingOff = "replica_backing_off"
    /// The replica asked for fewer requests.
    case rateLimited = "rate_limited"
    /// The key that protects it is not at the replica yet.
    case dependency
    /// Too many deletions at once wait for approval.
    case deletionGuard = "deletion_guard"
}
