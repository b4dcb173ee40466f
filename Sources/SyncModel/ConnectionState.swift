// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// How the primary stands with a replica.
package enum ConnectionState: String, Sendable, CaseIterable, Codable {
    /// The replica answers.
    case connected
    /// A hello is on its way.
    case connecting
    /// Attempts are suspended after repeated failures.
    case backingOff = "backing_off"
    /// Held until an operator acts.
    case down
}
