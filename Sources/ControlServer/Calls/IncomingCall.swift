// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink
import VarlinkServer

/// What a handler is told of a call.
struct IncomingCall: Sendable {
    /// Who calls.
    let peer: Peer
    /// More than one reply is welcome.
    let more: Bool
    /// One JSON object.
    let json: [UInt8]

    /// Puts the parts together.
    init(peer: Peer, more: Bool = false, json: [UInt8]) {
        self.peer = peer
        self.more = more
        self.json = json
    }

    /// Takes what matters of a call that a server received.
    init(_ call: VarlinkCall) {
        self.init(peer: call.peer, more: call.more, json: call.parameters)
    }

    /// Decodes the parameters; throws `InvalidParameter` with the name of the one that does not fit.
    func parameters<Parameters: Decodable>(as type: Parameters.Type) throws(VarlinkError) -> Parameters {
        do {
            return try JSONObject.decode(type, from: json)
        } catch let error as DecodingError {
            throw .invalidParameter(error)
        } catch {
            throw .invalidParameter("")
        }
    }
}
