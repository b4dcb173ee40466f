// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Glibc
import Varlink

/// Calls to the daemon: connects at the first one, and outlives its restart where that is safe.
final class DaemonConnection {
    /// How long a reply may take unless the call says otherwise.
    static let replyTimeout = Duration.seconds(60)

    /// Pauses between attempts to connect, in milliseconds: a restart behind a socket unit is shorter than their sum.
    private static let connectPauses: [UInt32] = [10, 20, 40, 80, 160]

    /// How often a call is made at most: one that only reads, or that was not taken.
    private static let attempts = 3

    private let path: String
    private var client: VarlinkClient?

    init(path: String) {
        self.path = path
    }

    /// Calls a method that changes nothing; made again where the connection broke before the reply.
    func read<Method: ReadingMethod>(
        _ method: Method.Type,
        _ parameters: Method.Parameters,
        timeout: Duration? = DaemonConnection.replyTimeout
    ) throws -> Answer<Method> {
        var attempt = 1
        while true {
            do {
                return try change(method, parameters, timeout: timeout)
            } catch VarlinkClientError.connectionClosed where attempt < DaemonConnection.attempts {
                attempt += 1
            }
        }
    }

    /// Calls a method that changes something: again only where the daemon has not taken the call, as one that stops does.
    func change<Method: VarlinkMethod>(
        _ method: Method.Type,
        _ parameters: Method.Parameters,
        timeout: Duration? = DaemonConnection.replyTimeout
    ) throws -> Answer<Method> {
        var attempt = 1
        while true {
            do {
                return try call(method, parameters, timeout)
            } catch VarlinkClientError.callNotTaken where attempt < DaemonConnection.attempts {
                attempt += 1
            }
        }
    }

    /// The connection itself, for pipelining and streams; throws `VarlinkClientError.cannotConnect`.
    func connected() throws(VarlinkClientError) -> VarlinkClient {
        if let client { return client }
        for pause in DaemonConnection.connectPauses {
            do {
                return try connectOnce()
            } catch .cannotConnect(_, ECONNREFUSED), .cannotConnect(_, ENOENT), .cannotConnect(_, EAGAIN) {
                usleep(pause * 1000)
            }
        }
        return try connectOnce()
    }

    /// Connects without repeating; throws `VarlinkClientError.cannotConnect`.
    ///
    /// Where it is not `waiting` and the daemon takes no connections, that is EAGAIN.
    @discardableResult
    func connectOnce(waiting: Bool = true) throws(VarlinkClientError) -> VarlinkClient {
        let client = try VarlinkClient(path: path, waiting: waiting)
        self.client = client
        return client
    }

    /// A second connection to the same daemon.
    func another() -> DaemonConnection { DaemonConnection(path: path) }

    private func call<Method: VarlinkMethod>(
        _ method: Method.Type,
        _ parameters: Method.Parameters,
        _ timeout: Duration?
    ) throws -> Answer<Method> {
        let client = try connected()
        do {
            return Answer(json: try client.callRaw(method.name, JSONObject.encode(parameters), timeout: timeout))
        } catch let error as VarlinkClientError {
            self.client = nil
            throw error
        }
    }
}
