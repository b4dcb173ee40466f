// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What a connection policy decides of a peer.
package enum Admission: Sendable, Equatable {
    /// May use the places that are kept for administrators, and has no bound of its own.
    case administrator
    /// Shares the other places, up to a bound for each user.
    case other
    /// Gets `PermissionDenied` and is disconnected.
    case refused
}
