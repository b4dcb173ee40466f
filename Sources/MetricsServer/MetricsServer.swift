// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import NIOCore
import NIOHTTP1
import NIOPosix
package import OpenMetrics
import Synchronization

/// Serves a page of metrics by HTTP/1.1 to whoever may connect: `GET` and `HEAD` of `/metrics`, nothing else.
///
/// One request a connection. One event loop thread of its own; pages are made on a queue of their own.
package final class MetricsServer: Sendable {
    /// What peers may take.
    package struct Limits: Sendable {
        /// Connections at a time; further ones are closed at once.
        package var connections = 16
        /// Bytes that a connection may send.
        package var requestBytes = 16 * 1024
        /// Time from the beginning of a connection to its end, the answer included.
        package var timeout: Duration = .seconds(30)

        /// The defaults.
        package init() {}
    }

    private enum Phase {
        case made
        case serving(MetricsListener, any Channel)
        case stopped
    }

    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let limits: Limits
    private let pages: MetricsPages
    private let phase = Mutex(Phase.made)

    /// `page` writes everything that is measured; it is called on a queue on which it may wait.
    package init(limits: Limits = Limits(), page: @escaping @Sendable (TextFormat) -> String) {
        self.limits = limits
        pages = MetricsPages(page)
    }

    /// Accepts on the socket from now on; to be called once, and not on an event loop, as it blocks for a moment.
    package func start(on listener: MetricsListener) throws {
        let (limits, pages) = (limits, pages)
        let count = NIOLoopBoundBox.makeBoxSendingValue(0, eventLoop: group.next())
        let bootstrap = ServerBootstrap(group: group)
            .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard count.value < limits.connections else { return channel.close(promise: nil) }
                    count.value += 1
                    channel.closeFuture.whenComplete { _ in count.value -= 1 }
                    try Self.configure(channel, limits, pages)
                }
            }
        let channel = try bootstrap.withBoundSocket(listener.descriptor).wait()
        phase.withLock { $0 = .serving(listener, channel) }
    }

    /// Accepts no more, and leaves no path behind; answers that are on their way end with the process.
    package func stop() {
        phase.withLock { phase in
            if case .serving(let listener, let channel) = phase {
                listener.removePath()
                channel.close(promise: nil)
            }
            phase = .stopped
        }
    }

    /// Calls back from the event loop: proof that it turns.
    package func pingSocket(_ completion: @escaping @Sendable () -> Void) { group.next().execute(completion) }

    /// Calls back from the queue on which pages are made.
    package func pingPages(_ completion: @escaping @Sendable () -> Void) { pages.ping(completion) }

    private static func configure(_ channel: any Channel, _ limits: Limits, _ pages: MetricsPages) throws {
        let pipeline = channel.pipeline.syncOperations
        var decoder = NIOHTTPDecoderLimitConfiguration()
        decoder.maxHeaderFieldSize = limits.requestBytes
        decoder.maxHeaderListSize = limits.requestBytes
        decoder.maxHeaderFieldCount = 64
        try pipeline.addHandler(
            ConnectionBounds(maximumBytes: limits.requestBytes, timeout: TimeAmount(limits.timeout))
        )
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false,
            withErrorHandling: true,
            withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: decoder
        )
        try pipeline.addHandler(MetricsHandler(pages))
    }
}
