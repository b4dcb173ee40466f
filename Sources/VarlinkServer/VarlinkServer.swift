// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import NIOCore
import NIOPosix
import Synchronization
package import Varlink

/// Serves varlink interfaces on a Unix socket.
///
/// One event loop thread reads and writes; handlers run on a serial queue for each connection. `org.varlink.service` is
/// served by itself. Start it once, then `stopAccepting`, then `drain`.
package final class VarlinkServer: Sendable {
    private enum Phase {
        case made
        case listening(ListeningSocket, any Channel)
        case stopped
    }

    private let group: MultiThreadedEventLoopGroup
    private let eventLoop: any EventLoop
    private let registry: NIOLoopBoundBox<ConnectionRegistry>
    private let open = OpenConnections()
    private let phase = Mutex(Phase.made)

    /// Prepares a server; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - configuration: The bounds.
    ///   - service: What `org.varlink.service.GetInfo` says.
    ///   - interfaces: What is served, in the order in which it is listed; `org.varlink.service` comes by itself.
    ///   - handlers: By qualified method names. A method that is described but not here is not implemented; one that is
    ///     here but not described traps.
    ///   - connectionPolicy: Decides of each new peer, on the event loop: must not block.
    ///   - tooManyConnections: What a peer is told for which there is no room, of how many places.
    ///   - onDefect: Is told of handlers' mistakes, from any thread.
    package init(
        configuration: ServerConfiguration = ServerConfiguration(),
        service: ServiceInformation,
        interfaces: [InterfaceDescription],
        handlers: [String: Handler],
        connectionPolicy: @escaping @Sendable (Peer) -> Admission,
        tooManyConnections: @escaping @Sendable (Int) -> VarlinkError = { _ in .permissionDenied },
        onDefect: @escaping @Sendable (ServerDefect) -> Void = { _ in }
    ) {
        let table = MethodTable(service: service, interfaces: interfaces, handlers: handlers)
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        eventLoop = group.next()
        registry = NIOLoopBoundBox.makeBoxSendingValue(
            ConnectionRegistry(
                configuration: configuration,
                table: table,
                policy: connectionPolicy,
                tooManyConnections: tooManyConnections,
                onDefect: onDefect,
                open: open
            ),
            eventLoop: eventLoop
        )
    }

    /// How many connections there are; those whose peer has gone while a call was open count until it is answered.
    package var connectionCount: Int { open.count }

    /// Listens and serves.
    ///
    /// Blocks until it does; not to be called on the event loop. Throws `VarlinkServerError`.
    package func start(_ address: ListenAddress) throws(VarlinkServerError) {
        try serve { () throws(VarlinkServerError) in try ListeningSocket(address) }
    }

    /// Serves on a socket that listens already.
    ///
    /// Blocks until it does; not to be called on the event loop. Throws `VarlinkServerError`.
    package func start(on socket: ListeningSocket) throws(VarlinkServerError) {
        try serve { () throws(VarlinkServerError) in socket }
    }

    private func serve(
        on listen: () throws(VarlinkServerError) -> ListeningSocket
    ) throws(VarlinkServerError) {
        try phase.withLock { phase throws(VarlinkServerError) in
            guard case .made = phase else {
                throw .alreadyStarted
            }
            let socket = try listen()
            let registry = registry
            let bootstrap = ServerBootstrap(group: group)
                .childChannelOption(ChannelOptions.autoRead, value: false)
                .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try registry.value.add(channel) }
                }
            do {
                phase = .listening(socket, try bootstrap.withBoundSocket(socket.descriptor).wait())
            } catch {
                socket.removePath()
                throw .unusableDescriptor(socket.descriptor)
            }
        }
    }

    /// Accepts no more connections: those that come wait for whoever listens next.
    ///
    /// Blocks for a moment.
    package func stopAccepting() {
        phase.withLock { phase in
            if case .listening(let socket, let channel) = phase {
                socket.removePath()
                // ignoring: it can only have been closed already.
                try? channel.close().wait()
            }
            phase = .stopped
        }
    }

    /// Answers what was received, then closes every connection and ends the event loop.
    ///
    /// To be called once.
    ///
    /// Streams have no end of their own: they last until everything else is answered. It gives up once no call was
    /// answered for `patience`.
    ///
    /// - Parameters:
    ///   - patience: How long an answer may take.
    ///   - progressed: Is told how many calls are open, at first and whenever some were answered; on the event loop.
    ///   - completion: Is told, on another thread, whether all were answered.
    package func drain(
        patience: Duration,
        progressed: @escaping @Sendable (Int) -> Void = { _ in },
        completion: @escaping @Sendable (Bool) -> Void
    ) {
        stopAccepting()
        let patience = TimeAmount(patience)
        eventLoop.execute { [group, registry, eventLoop] in
            registry.value.drain(patience: patience, on: eventLoop, progressed: progressed) { inTime in
                // The reason is always nil: the group was made here and is shut down here alone.
                group.shutdownGracefully { _ in completion(inTime) }
            }
        }
    }

    /// Calls `completion` on the event loop: proof that it turns.
    ///
    /// Never after the server has drained.
    package func ping(completion: @escaping @Sendable () -> Void) {
        eventLoop.execute(completion)
    }

    /// The connections that there are, and how to go once through the queue on which the calls of each are started.
    package var connectionPings: [(peer: Peer, ping: @Sendable (_ completion: @escaping @Sendable () -> Void) -> Void)]
    {
        open.all.map { connection in (connection.peer, { connection.ping($0) }) }
    }
}
