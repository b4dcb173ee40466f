// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import NIOCore
import NIOHTTP1
import OpenMetrics

/// Answers the one request of a connection, and closes it.
final class MetricsHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Input {
        case awaitingHead
        case awaitingEnd(HTTPRequestHead)
        case complete
    }

    private let pages: MetricsPages
    private var input = Input.awaitingHead

    init(_ pages: MetricsPages) { self.pages = pages }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), input) {
        case (.head(let head), .awaitingHead): input = .awaitingEnd(head)
        case (.end, .awaitingEnd(let head)):
            input = .complete
            answer(head, context)
        case (.head, _), (.body, _), (.end, _): return
        }
    }

    /// A peer that says no more, and has not said enough, is not waited for.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed {
            switch input {
            case .awaitingHead, .awaitingEnd: context.close(promise: nil)
            case .complete: return
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ request: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard request.method == .GET || request.method == .HEAD else {
            return say(.methodNotAllowed, "Only GET and HEAD are served.\n", [("allow", "GET, HEAD")], request, context)
        }
        guard request.uri.split(separator: "?", omittingEmptySubsequences: false).first == "/metrics" else {
            return say(.notFound, "Metrics are at /metrics.\n", [], request, context)
        }
        let format = TextFormat(accept: request.headers[canonicalForm: "accept"].joined(separator: ","))
        let page = context.eventLoop.makePromise(of: ByteBuffer.self)
        pages.take(format) { page.succeed($0) }
        page.futureResult.assumeIsolated().whenSuccess { [self] body in
            write(.ok, body, [("content-type", format.contentType), ("vary", "accept")], request, context)
        }
    }

    private func say(
        _ status: HTTPResponseStatus,
        _ text: String,
        _ headers: [(String, String)],
        _ request: HTTPRequestHead,
        _ context: ChannelHandlerContext
    ) {
        let all = [("content-type", "text/plain; charset=utf-8")] + headers
        write(status, ByteBuffer(string: text), all, request, context)
    }

    private func write(
        _ status: HTTPResponseStatus,
        _ body: ByteBuffer,
        _ headers: [(String, String)],
        _ request: HTTPRequestHead,
        _ context: ChannelHandlerContext
    ) {
        let own = [("content-length", "\(body.readableBytes)"), ("connection", "close")]
        let head = HTTPResponseHead(version: request.version, status: status, headers: HTTPHeaders(headers + own))
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .HEAD { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }
}

/// Ends a connection that says too much or takes too long, whatever it is about.
final class ConnectionBounds: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let maximumBytes: Int
    private let timeout: TimeAmount
    private var received = 0
    private var deadline: Scheduled<Void>?

    init(maximumBytes: Int, timeout: TimeAmount) {
        self.maximumBytes = maximumBytes
        self.timeout = timeout
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: timeout) { channel.close(promise: nil) }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += unwrapInboundIn(data).readableBytes
        guard received <= maximumBytes else { return context.close(promise: nil) }
        context.fireChannelRead(data)
    }
}
