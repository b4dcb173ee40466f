// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import NIOCore
import Varlink

/// The event loop's end of a connection: bytes to calls, replies to bytes, and when to close.
///
/// Reads only while the connection has room, so that a peer that sends too fast waits in its own socket.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Input {
        case open
        // The peer can send no more; what it has sent is still to be read.
        case ending
        // Nothing more is read; what was received is answered, then the connection is closed.
        case ended
        // The same after bytes that are no call; a stream, which has no end of its own, is not waited for.
        case broken
    }

    /// Its other side.
    let connection: Connection

    private let timeouts: (request: TimeAmount, idle: TimeAmount)
    private let onChange: (ConnectionHandler) -> Void

    private var decoder: FrameDecoder
    private var context: ChannelHandlerContext?
    private var input = Input.open
    private var isReading = false
    // No whole call is left in the decoder, or what is left will not be served.
    private var isDrained = true
    private var lastActivity = NIODeadline.now()
    private var incompleteSince: NIODeadline?
    private var timer: (deadline: NIODeadline, task: Scheduled<Void>)?

    /// `onChange` is called when the connection may have come to an end, or to rest.
    init(
        configuration: ServerConfiguration,
        connection: Connection,
        onChange: @escaping (ConnectionHandler) -> Void
    ) {
        self.connection = connection
        self.onChange = onChange
        decoder = FrameDecoder(maximumFrameBytes: configuration.maximumFrameBytes)
        timeouts = (TimeAmount(configuration.requestTimeout), TimeAmount(configuration.idleTimeout))
    }

    /// See `VarlinkCall.connection`.
    var number: Int { connection.number }

    /// The peer has gone, and all that it asked for is done.
    var isFinished: Bool { context == nil && isDrained && connection.status.openCalls == 0 }

    /// Something is still to be answered or written; a stream does not count, as it has no end of its own.
    var isBusy: Bool {
        let status = connection.status
        let isOpen = !status.isStreaming && (status.openCalls > 0 || !isDrained)
        return context != nil && (isOpen || !status.isWritten || input == .ending)
    }

    /// Takes what the peer has sent so far, and closes once that is answered; what it sends from now on fails to be sent.
    ///
    /// So no call gets lost on the way: the peer knows of each whether it was taken.
    func hangUp() {
        guard input == .open, let context else {
            return
        }
        input = .ending
        do {
            // The other half of the channel's own way, which would leave unread what was sent: shutdown(2).
            try context.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
                _ = shutdown($0, Int32(SHUT_RD))
            }
        } catch {
            // ignoring: the body throws nothing.
        }
    }

    /// Reads no more, and closes once everything that was received is answered.
    private func endInput() {
        input = input == .broken ? .broken : .ended
        proceed()
    }

    /// Closes without delay.
    func close() {
        context?.close(promise: nil)
    }

    /// Closes without delay, and leaves the event loop to end.
    func abandon() {
        connection.abandon()
        close()
    }

    /// Writes what is there to write and goes on reading where there is room again.
    func wake() {
        let output = connection.takeOutput()
        guard !connection.status.mustClose else {
            return close()
        }
        if let context, !output.bytes.isEmpty {
            lastActivity = .now()
            let written = context.eventLoop.makePromise(of: Void.self)
            written.futureResult.assumeIsolated().whenComplete { [self] _ in
                connection.wrote(bytes: output.bytes.count, replies: output.replies)
                proceed()
            }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: output.bytes)), promise: written)
        } else {
            connection.wrote(bytes: output.bytes.count, replies: output.replies)
            proceed()
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func channelActive(context: ChannelHandlerContext) {
        proceed()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        decoder.append(unwrapInboundIn(data).readableBytesView)
        lastActivity = .now()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        proceed()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // A peer that has sent all it wants to may still read: its calls are answered first.
        if case .inputClosed? = event as? ChannelEvent {
            endInput()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        timer?.task.cancel()
        timer = nil
        input = input == .broken ? .broken : .ended
        connection.disconnect()
        proceed()
    }

    // Brings everything up to date after anything has happened.
    private func proceed() {
        let hasRoom = acceptCalls()
        if let context, hasRoom, input == .open, !isReading {
            isReading = true
            context.read()
        }
        let status = connection.status
        if let context, input == .ended || input == .broken, status.isWritten,
            (isDrained && status.openCalls == 0) || (input == .broken && status.isStreaming)
        {
            context.close(promise: nil)
        }
        setTimer()
        onChange(self)
    }

    // Returns whether there is room for more.
    private func acceptCalls() -> Bool {
        let status = connection.status
        var calls: [CallHeader] = []
        var bytes = 0
        var isIncomplete = false
        isDrained = status.mustClose
        while input != .broken, calls.count < status.roomForCalls, bytes < status.roomForBytes {
            do {
                guard let frame = try decoder.next() else {
                    isIncomplete = decoder.bufferedBytes > 0
                    isDrained = true
                    break
                }
                bytes += frame.count
                calls.append(try CallHeader(frame: frame))
            } catch {
                input = .broken
            }
        }
        isDrained = isDrained || input == .broken
        // A call that is half there counts from its first byte on, but not while it waits for room.
        if !isIncomplete {
            incompleteSince = nil
        } else if !calls.isEmpty || incompleteSince == nil {
            incompleteSince = .now()
        }
        if !calls.isEmpty {
            connection.accept(calls)
        }
        return calls.count < status.roomForCalls && bytes < status.roomForBytes
    }

    private func setTimer() {
        guard let context else {
            return
        }
        let idle = lastActivity + timeouts.idle
        let deadline = incompleteSince.map { min($0 + timeouts.request, idle) } ?? idle
        // One that rings too early only looks again.
        if let timer, timer.deadline <= deadline {
            return
        }
        timer?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
            timer = nil
            ring()
        }
        timer = (deadline, task)
    }

    private func ring() {
        let now = NIODeadline.now()
        let status = connection.status
        // An open call is activity of ours, unless it is the peer that keeps it open by not reading.
        if status.openCalls > 0, status.isWritten {
            lastActivity = now
        }
        let isLate = incompleteSince.map { $0 + timeouts.request <= now } ?? false
        if isLate || lastActivity + timeouts.idle <= now {
            close()
        } else {
            setTimer()
        }
    }
}
