// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Synchronization
package import Varlink

/// How a handler answers one call: some progress where the call wants more, then exactly one final answer.
///
/// Everything may be called from any thread, and after the peer has gone, when it does nothing. The first final answer
/// counts. Letting go of a responder without one is a defect: the connection is closed.
package final class Responder: Sendable {
    private let connection: Connection
    private let number: Int
    private let call: VarlinkCall
    private let answered = Mutex(false)

    /// `number` is the sequencer's.
    init(connection: Connection, number: Int, call: VarlinkCall) {
        self.connection = connection
        self.number = number
        self.call = call
    }

    deinit {
        if !isAnswered {
            connection.report(.unanswered, of: call)
            connection.answer(number, of: call, nil)
        }
    }

    /// The final answer.
    package func reply(_ parameters: some Encodable & Sendable) {
        guard claim() else {
            return
        }
        guard !call.oneway else {
            return connection.answer(number, of: call, nil)
        }
        connection.answer(number, of: call, encode(parameters, continues: false))
    }

    /// The final answer of a method without results.
    package func reply() {
        reply(NoParameters())
    }

    /// A reply that others follow.
    ///
    /// Only for a call with `more`; does nothing for others.
    ///
    /// A peer that leaves more unread than the configuration allows is disconnected.
    package func progress(_ parameters: some Encodable & Sendable) {
        guard call.more, !isAnswered else {
            return
        }
        if let frame = encode(parameters, continues: true) {
            connection.sendProgress(frame)
        }
    }

    /// The final answer where the call fails.
    package func fail(_ error: VarlinkError) {
        guard claim() else {
            return
        }
        connection.answer(number, of: call, call.oneway ? nil : FrameEncoder.error(error))
    }

    /// Calls `hook` once, on the connection's queue, when the peer goes before the final answer; at once if it has gone.
    ///
    /// A later hook takes the place of an earlier one. The hook is let go of with the final answer.
    package func onDisconnect(_ hook: @escaping @Sendable () -> Void) {
        guard !isAnswered else {
            return
        }
        connection.onDisconnect(number, hook)
    }

    private var isAnswered: Bool { answered.withLock { $0 } }

    private func claim() -> Bool {
        answered.withLock { isAnswered in
            defer { isAnswered = true }
            return !isAnswered
        }
    }

    private func encode(_ parameters: some Encodable, continues: Bool) -> [UInt8]? {
        do {
            let frame = FrameEncoder.reply(try JSONObject.encode(parameters), continues: continues)
            guard connection.mayReply(frame.count) else {
                connection.report(.replyTooLarge(bytes: frame.count), of: call)
                return nil
            }
            return frame
        } catch {
            connection.report(.replyNotEncodable, of: call)
            return nil
        }
    }
}
