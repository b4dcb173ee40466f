// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import Varlink

/// A call that a handler serves.
package struct VarlinkCall: Sendable {
    /// Who calls.
    package let peer: Peer

    /// Tells the connections of a server apart; from 1, never used again.
    package let connection: Int

    private let header: CallHeader

    /// Puts the parts together.
    init(peer: Peer, connection: Int, header: CallHeader) {
        self.peer = peer
        self.connection = connection
        self.header = header
    }

    /// The qualified name of the method.
    package var method: String { header.method }

    /// More than one reply is welcome.
    package var more: Bool { header.more && !header.oneway }

    /// No reply is wanted; what the responder is told is dropped.
    package var oneway: Bool { header.oneway }

    /// The parameters: one JSON object, which fits the interface description.
    package var parameters: [UInt8] { header.parameters }

    /// About how many bytes the call takes.
    var size: Int { method.utf8.count + parameters.count }

    /// The interface's name.
    var interface: String { header.interface }

    /// The peer wants to leave the protocol.
    var upgrade: Bool { header.upgrade }

    /// Decodes the parameters; throws `InvalidParameter` with the name of the one that does not fit.
    package func parameters<Parameters: Decodable>(as type: Parameters.Type) throws(VarlinkError) -> Parameters {
        try header.parameters(as: type)
    }
}
