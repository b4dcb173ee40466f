// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import NIOCore
import Varlink

/// Tells a peer that it is not admitted, whatever it was about to call, and closes.
final class RefusalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let error: VarlinkError

    /// `error` is what the peer is told.
    init(_ error: VarlinkError) {
        self.error = error
    }

    func channelActive(context: ChannelHandlerContext) {
        let frame = ByteBuffer(bytes: FrameEncoder.error(error))
        // Closes at once and does not wait until it is read: a peer that never reads would cost a descriptor.
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
        context.close(promise: nil)
    }
}
