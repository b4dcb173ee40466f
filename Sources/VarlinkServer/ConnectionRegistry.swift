// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import NIOCore
import Varlink

/// The connections of a server: whom to admit, who is there, and when all have gone.
///
/// Confined to the event loop.
final class ConnectionRegistry {
    /// What is asked of a drain, and how far it has come.
    private struct Drain {
        let patience: TimeAmount
        let eventLoop: any EventLoop
        let progressed: (Int) -> Void
        let completion: (Bool) -> Void
        /// What was left when it last came further.
        var left: CallsLeft?
        var timer: Scheduled<Void>?
    }

    private let configuration: ServerConfiguration
    private let table: MethodTable
    private let policy: @Sendable (Peer) -> Admission
    private let tooManyConnections: @Sendable (Int) -> VarlinkError
    private let onDefect: @Sendable (ServerDefect) -> Void
    private let open: OpenConnections

    private var census: ConnectionCensus
    private var handlers: [Int: ConnectionHandler] = [:]
    private var lastNumber = 0
    private var drain: Drain?

    /// `open` is kept up to date with the connections that there are.
    init(
        configuration: ServerConfiguration,
        table: MethodTable,
        policy: @escaping @Sendable (Peer) -> Admission,
        tooManyConnections: @escaping @Sendable (Int) -> VarlinkError,
        onDefect: @escaping @Sendable (ServerDefect) -> Void,
        open: OpenConnections
    ) {
        self.configuration = configuration
        self.table = table
        self.policy = policy
        self.tooManyConnections = tooManyConnections
        self.onDefect = onDefect
        self.open = open
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
        open.add(handler.connection)
        try pipeline.addHandler(handler)
    }

    /// Lets every connection end once it is answered; streams last as long as something else is open.
    ///
    /// It ends early once no call was answered for `patience`. `progressed` is told how many calls are open, at first and
    /// whenever some were answered; `completion` whether all were.
    func drain(
        patience: TimeAmount,
        on eventLoop: any EventLoop,
        progressed: @escaping (Int) -> Void,
        completion: @escaping (Bool) -> Void
    ) {
        precondition(drain == nil, "a server drains once")
        drain = Drain(patience: patience, eventLoop: eventLoop, progressed: progressed, completion: completion)
        for handler in handlers.values {
            handler.hangUp()
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
                open.remove(handler.number)
            }
            continueDrain()
        }
        wake.handler = handler
        return handler
    }

    private func continueDrain() {
        guard var drain else {
            return
        }
        let busy = handlers.values.filter(\.isBusy)
        guard !busy.isEmpty else {
            return finishDrain(inTime: true)
        }
        let left = busy.reduce(into: CallsLeft()) { $0.add($1.connection.status) }
        guard drain.left != left else {
            return
        }
        drain.left = left
        drain.timer?.cancel()
        drain.timer = drain.eventLoop.assumeIsolated().scheduleTask(in: drain.patience) { [self] in
            finishDrain(inTime: false)
        }
        self.drain = drain
        drain.progressed(left.open)
    }

    private func finishDrain(inTime: Bool) {
        guard let drain else {
            return
        }
        self.drain = nil
        drain.timer?.cancel()
        for handler in handlers.values {
            handler.abandon()
        }
        drain.completion(inTime)
    }
}

/// How far connections that are to be drained have come.
private struct CallsLeft: Equatable {
    private(set) var open = 0
    private var answered = 0

    mutating func add(_ status: Connection.Status) {
        open += status.openCalls
        answered += status.answeredCalls
    }
}

/// What a connection wakes; emptied when it ends, so that neither keeps the other.
private final class WakeTarget {
    var handler: ConnectionHandler?
}
