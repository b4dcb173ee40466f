// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing
import Varlink

/// A connection to the control socket, for calls that are pipelined or streamed.
final class ControlConnection {
    /// An answer: a reply, or an error of the contract.
    struct Answer {
        let error: String?
        let body: JSON
    }

    private static let patience: Duration = .seconds(60)

    private let client: VarlinkClient

    init(_ socket: String) throws { client = try VarlinkClient(path: socket) }

    var outstanding: Int { client.outstandingCalls }

    /// Pipelines a call; `name` is for example `Keys.CreateKey`.
    func send(_ name: String, _ parameters: JSON) throws {
        try client.send("io.kmsync.\(name)", try parameters.bytes, timeout: Self.patience)
    }

    func flush() throws { try client.flush(timeout: Self.patience) }

    /// The next answer of a pipelined call.
    func receive() throws -> Answer {
        let reply = try client.receive(timeout: Self.patience)
        return Answer(error: reply.error, body: try JSON(parsing: reply.parameters))
    }

    /// Calls and waits; an error of the contract is thrown.
    @discardableResult
    func call(_ name: String, _ parameters: JSON = [:]) throws -> JSON {
        do {
            return try JSON(
                parsing: try client.callRaw("io.kmsync.\(name)", try parameters.bytes, timeout: Self.patience)
            )
        } catch let error as VarlinkError {
            throw DaemonProcess.Failure(
                description: "\(name) met \(error.name): \(try JSON(parsing: error.parameters))"
            )
        }
    }
}
