// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import NIOCore
import Varlink

/// The connections of a server: whom to admit, who is there, and when all have gone.
///
/// Confined to the event loop.
final class ConnectionRegistry {
    private let configuration: ServerConfiguration
    private let table: MethodTable
    private let policy: @Sendable (Peer) -> Admission
    private let tooManyConnections: @Sendable (Int) -> VarlinkError
    private let onDefect: @Sendable (ServerDefect) -> Void
    private let onCount: (Int) -> Void

    private var census: ConnectionCensus
    private var handlers: [Int: ConnectionHandler] = [:]
    private var lastNumber = 0
    private var drain: ((Bool) -> Void)?

    /// `onCount` is told how many connections there are.
    init(
        configuration: ServerConfiguration,
        table: MethodTable,
        policy: @escaping @Sendable (Peer) -> Admission,
        tooManyConnections: @escaping @Sendable (Int) -> VarlinkError,
        onDefect: @escaping @Sendable (ServerDefect) -> Void,
        onCount: @escaping (Int) -> Void
    ) {
        self.configuration = configuration
        self.table = table
        self.policy = policy
        self.tooManyConnections = tooManyConnections
        self.onDefect = onDefect
        self.onCount = onCount
        census = ConnectionCensus(configuration: configuration)
    }

    /// Admits or refuses the peer of a new channel; throws when the kernel does not say who it is.
    func add(_ channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        let found = try pipeline.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
            try Peer(descriptor: $0)
        }
        guard let peer = found else {
            throw ChannelError.operationUnsupported
        }
        let admission = policy(peer)
        // One that slips in while the server drains finds it as it would find none: closed.
        guard drain == nil else {
            throw ChannelError.ioOnClosedChannel
        }
        switch census.admit(uid: peer.uid, admission) {
        case .admitted: break
        case .refused: return try pipeline.addHandler(RefusalHandler(.permissionDenied))
        case .full(let limit): return try pipeline.addHandler(RefusalHandler(tooManyConnections(limit)))
        }
        lastNumber += 1
        let handler = makeHandler(number: lastNumber, peer: peer, admission, on: channel.eventLoop)
        handlers[handler.number] = handler
        onCount(census.count)
        try pipeline.addHandler(handler)
    }

    /// Lets every connection end once it is answered; streams last as long as something else is open.
    ///
    /// `completion` is told whether everything was answered in time.
    func drain(until deadline: NIODeadline, on eventLoop: any EventLoop, completion: @escaping (Bool) -> Void) {
        precondition(drain == nil, "a server drains once")
        let timer = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
            finishDrain(inTime: false)
        }
        drain = {
            timer.cancel()
            completion($0)
        }
        for handler in handlers.values {
            handler.endInput()
        }
        continueDrain()
    }

    private func makeHandler(
        number: Int,
        peer: Peer,
        _ admission: Admission,
        on eventLoop: any EventLoop
    ) -> ConnectionHandler {
        let wake = WakeTarget()
        let bound = NIOLoopBound(wake, eventLoop: eventLoop)
        let connection = Connection(
            number: number,
            peer: peer,
            table: table,
            configuration: configuration,
            onDefect: onDefect,
            wake: { eventLoop.execute { bound.value.handler?.wake() } }
        )
        let handler = ConnectionHandler(configuration: configuration, connection: connection) { [self] handler in
            if handler.isFinished, handlers.removeValue(forKey: handler.number) != nil {
                wake.handler = nil
                census.leave(uid: peer.uid, admission)
                onCount(census.count)
            }
            continueDrain()
        }
        wake.handler = handler
        return handler
    }

    private func continueDrain() {
        guard drain != nil, !handlers.values.contains(where: \.isBusy) else {
            return
        }
        finishDrain(inTime: true)
    }

    private func finishDrain(inTime: Bool) {
        let completion = drain
        drain = nil
        guard let completion else {
            return
        }
        for handler in handlers.values {
            handler.abandon()
        }
        completion(inTime)
    }
}

/// What a connection wakes; emptied when it ends, so that neither keeps the other.
private final class WakeTarget {
    var handler: ConnectionHandler?
}
