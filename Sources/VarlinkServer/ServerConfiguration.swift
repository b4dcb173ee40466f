// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

/// The bounds of a server.
///
/// Every one of them holds for peers that mean harm.
package struct ServerConfiguration: Sendable, Equatable {
    /// Most connections at a time.
    package var maximumConnections = 256

    /// Most connections at a time of one user who is not an administrator.
    package var maximumConnectionsForEachUser = 32

    /// How many of `maximumConnections` only administrators may take.
    package var connectionsKeptForAdministrators = 16

    /// Most calls of a connection that are accepted and not answered; further ones wait in the socket.
    package var maximumPipelinedCalls = 64

    /// Most bytes of such calls, beyond which further ones wait in the socket; one call is always accepted.
    package var maximumPipelinedBytes = 4 << 20

    /// The longest call in bytes; a longer one ends the connection.
    package var maximumFrameBytes = FrameDecoder.defaultMaximumFrameBytes

    /// The longest reply in bytes; a longer one is a defect of the handler, and ends the connection.
    package var maximumReplyBytes = VarlinkClient.maximumReplyBytes

    /// Most replies that a peer may leave unread while a stream goes on, before it is disconnected.
    package var maximumUnreadReplies = 1_024

    /// Most bytes of such replies.
    ///
    /// Beyond them no further call is accepted or started, and a stream disconnects the peer.
    package var maximumUnreadBytes = 1 << 20

    /// How long a call may take to arrive, from its first byte to its NUL.
    package var requestTimeout: Duration = .seconds(30)

    /// How long a connection may stay without an open call, and without reading what was answered.
    package var idleTimeout: Duration = .seconds(600)

    /// The defaults.
    package init() {}
}
