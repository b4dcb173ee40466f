// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A blocking connection to a varlink service on a Unix socket; one thread at a time.
///
/// After a `VarlinkClientError` the connection is closed and further calls throw `connectionClosed`: which reply belongs
/// to which call is no longer known. A `VarlinkError` is a reply like another, and the connection goes on.
///
///     let client = try VarlinkClient(path: "/run/example/io.example")
///     let reply = try client.call(Ping.self, .init(), timeout: .seconds(5))
package final class VarlinkClient {
    /// The longest reply that is taken, in bytes: 16 MiB.
    ///
    /// Replies may be longer than the calls that a server takes.
    package static let maximumReplyBytes = 16 << 20

    /// How many bytes of calls are gathered before they are written: 64 KiB.
    package static let maximumGatheredBytes = 64 << 10

    private var socket: UnixSocket?
    private var decoder = FrameDecoder(maximumFrameBytes: VarlinkClient.maximumReplyBytes)
    private var outbox: [UInt8] = []
    /// What was to be sent last could not be sent to its end.
    private var isCutShort = false
    private var readBuffer = [UInt8](repeating: 0, count: 64 << 10)

    /// How many final replies are still to come.
    package private(set) var outstandingCalls = 0

    /// Connects; throws `VarlinkClientError.cannotConnect`.
    ///
    /// Waits while the listener's backlog is full; where it is not to wait it throws with EAGAIN, unix(7).
    package init(path: String, waiting: Bool = true) throws(VarlinkClientError) {
        socket = try UnixSocket(path: path, waiting: waiting)
    }

    /// Becomes readable, poll(2), when `receiveIfReady` may have something to give; nil once closed.
    package var descriptor: Int32? { socket?.descriptor }

    /// Calls a method and waits for its reply, for ever without `timeout`.
    ///
    /// Throws `VarlinkError` when the reply is one, and `VarlinkClientError`.
    package func call<Method: VarlinkMethod>(
        _ method: Method.Type,
        _ parameters: Method.Parameters,
        timeout: Duration? = nil
    ) throws -> Method.Reply {
        try decode(method, try callRaw(method.name, try JSONObject.encode(parameters), timeout: timeout))
    }

    /// Calls a method with `more`; `each` is given every reply until the last, and may return false to end early.
    ///
    /// `timeout` is for each reply. Ending early, or throwing from `each`, closes the connection: that is how varlink
    /// ends a stream. Throws as `call` does.
    package func stream<Method: VarlinkMethod>(
        _ method: Method.Type,
        _ parameters: Method.Parameters,
        timeout: Duration? = nil,
        each: (Method.Reply) throws -> Bool
    ) throws {
        try streamRaw(method.name, try JSONObject.encode(parameters), timeout: timeout) {
            try each(try decode(method, $0))
        }
    }

    /// `call` with JSON objects as they are on the wire.
    package func callRaw(
        _ method: String,
        _ parameters: [UInt8] = JSONObject.empty,
        timeout: Duration? = nil
    ) throws -> [UInt8] {
        try requireNothingOutstanding()
        let deadline = timeout.map { ContinuousClock.now + $0 }
        try send(method, parameters, timeout: timeout)
        let reply = try receive(until: deadline)
        guard !reply.continues else {
            throw abandon(.protocolViolation(reason: "More than one reply to a call that wants one."))
        }
        return try reply.result()
    }

    /// `stream` with JSON objects as they are on the wire.
    package func streamRaw(
        _ method: String,
        _ parameters: [UInt8] = JSONObject.empty,
        timeout: Duration? = nil,
        each: ([UInt8]) throws -> Bool
    ) throws {
        try requireNothingOutstanding()
        try send(method, parameters, mode: .more, timeout: timeout)
        while true {
            let reply = try receive(timeout: timeout)
            let parameters = try reply.result()
            do {
                guard try each(parameters), reply.continues else {
                    if reply.continues {
                        close()
                    }
                    return
                }
            } catch {
                close()
                throw error
            }
        }
    }

    /// Pipelining: takes a call without waiting for its reply, which a later `receive` gives, in the order of the calls.
    ///
    /// Calls are gathered and written at the latest by the next `receive` or `flush`. Replies that arrive meanwhile are
    /// kept; a caller that never receives is refused at `maximumReplyBytes` of them.
    package func send(
        _ method: String,
        _ parameters: [UInt8] = JSONObject.empty,
        mode: FrameEncoder.CallMode = .single,
        timeout: Duration? = nil
    ) throws(VarlinkClientError) {
        guard socket != nil else {
            throw .connectionClosed
        }
        outbox.append(contentsOf: FrameEncoder.call(method, parameters, mode: mode))
        if mode != .oneway {
            outstandingCalls += 1
        }
        if outbox.count >= VarlinkClient.maximumGatheredBytes || mode == .oneway {
            try flush(timeout: timeout)
        }
    }

    /// Pipelining: the next reply, an error reply included; `outstandingCalls` says how many are to come.
    package func receive(timeout: Duration? = nil) throws(VarlinkClientError) -> ReplyHeader {
        try receive(until: timeout.map { ContinuousClock.now + $0 })
    }

    /// Pipelining for those who wait for other things too: the next reply, or nil where it is not there yet.
    ///
    /// Never waits for a reply; `flush` the calls first.
    package func receiveIfReady() throws(VarlinkClientError) -> ReplyHeader? {
        do {
            repeat {
                if let reply = try decodedReply() {
                    return reply
                }
            } while try takeWhatIsThere()
            return nil
        } catch {
            throw abandon(error)
        }
    }

    /// Pipelining: writes the calls that were gathered.
    package func flush(timeout: Duration? = nil) throws(VarlinkClientError) {
        try flush(until: timeout.map { ContinuousClock.now + $0 })
    }

    /// Closes the connection; closing twice is fine.
    package func close() {
        socket = nil
        outbox.removeAll()
        outstandingCalls = 0
    }
}

extension VarlinkClient {
    private func requireNothingOutstanding() throws(VarlinkClientError) {
        precondition(outstandingCalls == 0, "receive the replies of pipelined calls before the next call")
    }

    private func decode<Method: VarlinkMethod>(_ method: Method.Type, _ json: [UInt8]) throws -> Method.Reply {
        do {
            return try JSONObject.decode(Method.Reply.self, from: json)
        } catch {
            throw VarlinkClientError.protocolViolation(reason: "The reply of \(method.name) has another shape.")
        }
    }

    private func abandon(_ error: VarlinkClientError) -> VarlinkClientError {
        // The end of its frame was not sent: nobody can have served it.
        let wasNotTaken = error == .connectionClosed && isCutShort && outstandingCalls == 1
        close()
        return wasNotTaken ? .callNotTaken : error
    }

    private func receive(until deadline: ContinuousClock.Instant?) throws(VarlinkClientError) -> ReplyHeader {
        try flush(until: deadline)
        do {
            while true {
                if let reply = try decodedReply() {
                    return reply
                }
                try fill(orWritable: false, until: deadline)
            }
        } catch {
            throw abandon(error)
        }
    }

    private func decodedReply() throws(VarlinkClientError) -> ReplyHeader? {
        do throws(FrameError) {
            guard let frame = try decoder.next() else {
                return nil
            }
            let reply = try ReplyHeader(frame: frame)
            if !reply.continues {
                outstandingCalls -= 1
            }
            return reply
        } catch {
            throw .protocolViolation(reason: "\(error)")
        }
    }

    private func flush(until deadline: ContinuousClock.Instant?) throws(VarlinkClientError) {
        var sent = 0
        sending: while sent < outbox.count {
            switch socket?.send(outbox[sent...]) {
            case .sent(let count):
                sent += count
            case .full:
                // What the server answers meanwhile is read, so that neither side waits for the other.
                do {
                    try fill(orWritable: true, until: deadline)
                } catch {
                    throw abandon(error)
                }
            case .broken:
                // A peer that refused us has closed, but its reply may be there: what is lost shows at the next read.
                isCutShort = true
                break sending
            case nil:
                throw .connectionClosed
            }
        }
        outbox.removeAll(keepingCapacity: true)
    }

    private func fill(orWritable: Bool, until deadline: ContinuousClock.Instant?) throws(VarlinkClientError) {
        if try !takeWhatIsThere() {
            try socket?.wait(orWritable: orWritable, until: deadline)
        }
    }

    /// Reads what has arrived; false where nothing has.
    private func takeWhatIsThere() throws(VarlinkClientError) -> Bool {
        guard decoder.bufferedBytes <= VarlinkClient.maximumReplyBytes else {
            throw .protocolViolation(reason: "Too many replies wait to be received.")
        }
        guard let count = try socket?.receive(into: &readBuffer) else {
            guard socket != nil else {
                throw .connectionClosed
            }
            return false
        }
        guard count > 0 else {
            throw .connectionClosed
        }
        decoder.append(readBuffer[..<count])
        return true
    }
}
