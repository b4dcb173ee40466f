// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Where one resource is on its way to one replica.
package enum SynchronizationStatus: String, Sendable, CaseIterable, Codable {
    /// Has a change that was not sent yet.
    case pending
    /// Is being sent.
    case inProgress = "in_progress"
    /// The replica confirmed the newest revision.
    case inSync = "in_sync"
    /// See the failure cause.
    case failed
    /// Was in sync, but nothing has been heard from the replica for a while.
    case unknown
    /// The replica was disassociated.
    case detached
}
