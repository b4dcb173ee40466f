// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension DaemonInterface {
    /// What the daemon is doing.
    package enum DaemonState: String, Codable, Sendable, CaseIterable {
        /// Opening its instances.
        case starting
        /// All is well.
        case running
        /// Serving, but a replica or an instance has a failure.
        case degraded
        /// Finishing what it accepted, before it stops.
        case draining
    }
}
