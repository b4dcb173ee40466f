// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Where a server listens.
package enum ListenAddress: Sendable, Equatable {
    /// A socket that the server makes with these permissions, and removes when it stops.
    ///
    /// One that a dead process left is replaced; one that answers is left alone.
    case path(String, mode: UInt32 = 0o666)
    /// A listening socket that was handed over, by systemd for example; its path is left alone.
    case descriptor(Int32)
}
