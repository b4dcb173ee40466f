// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import Synchronization
import Varlink

/// The calls of one connection and what is to be sent: between the event loop, which reads and writes, the queue, on
/// which handlers run, and whatever threads answer.
///
/// Knows nothing of sockets.
final class Connection: Sendable {
    /// A call that is ready to start once its turn comes.
    private struct ReadyCall {
        let call: VarlinkCall
        let target: MethodTable.Target

        /// There is a point in serving it although its peer has gone.
        var takesEffect: Bool {
            switch target {
            case .handler(let handler): !handler.changesNothing
            case .failure: false
            }
        }
    }

    /// What an answered call leaves: its frame, unless none is wanted, and the room that it took.
    private struct Answer {
        let frame: [UInt8]?
        let size: Int
    }

    private struct State {
        var sequencer = CallSequencer<ReadyCall, Answer>()
        // Accepted and not answered in turn; and answered, over its whole life.
        var openCalls = 0
        var answeredCalls = 0
        var openBytes = 0
        // To be taken by the event loop, and taken but not written yet.
        var output: [UInt8] = []
        var outputReplies = 0
        var unwrittenBytes = 0
        var unwrittenReplies = 0
        // A wake of the event loop is on its way.
        var isWaking = false
        // Something was answered that the event loop has not been woken for.
        var owesWake = false
        // The queue starts calls, or is about to.
        var isStarting = false
        var isStreaming = false
        var mustClose = false
        var isDisconnected = false
        // The event loop ends: it must not be woken any more.
        var isAbandoned = false
        var hooks: [Int: @Sendable () -> Void] = [:]

        var unreadBytes: Int { output.count + unwrittenBytes }
        var unreadReplies: Int { outputReplies + unwrittenReplies }

        /// Claims the start of what waits; false when nothing may start, or somebody is at it.
        mutating func claimStart(maximumUnreadBytes: Int) -> Bool {
            let mustStart = !isStarting && mayStart(maximumUnreadBytes)
            isStarting = isStarting || mustStart
            return mustStart
        }

        /// The next call may start: it is its turn, and the peer has read enough of what was answered.
        ///
        /// Changes that were accepted take effect although the peer has gone.
        func mayStart(_ maximumUnreadBytes: Int) -> Bool {
            sequencer.canStart && (isDisconnected || unreadBytes <= maximumUnreadBytes)
        }
    }

    /// What the event loop asks.
    struct Status {
        /// How many calls, and about how many bytes of them, may be accepted now.
        let roomForCalls: Int
        let roomForBytes: Int
        /// Calls that were accepted and not answered.
        let openCalls: Int
        /// Calls that were answered so far.
        let answeredCalls: Int
        /// The call that is being answered has no end of its own.
        let isStreaming: Bool
        /// Everything that was answered is written.
        let isWritten: Bool
        /// The connection is to be closed without delay.
        let mustClose: Bool
    }

    /// See `VarlinkCall.connection`.
    let number: Int

    /// Who is at the other end.
    let peer: Peer

    private let table: MethodTable
    private let configuration: ServerConfiguration
    private let onDefect: @Sendable (ServerDefect) -> Void
    private let wakeEventLoop: @Sendable () -> Void
    private let queue: DispatchQueue
    private let state = Mutex(State())

    // While calls are being started, so many replies are gathered before the event loop is woken for them.
    private static let gatheredReplies = 16

    /// `wake` makes the event loop look at the status and the output; it is called from any thread,
    /// with a lock held, and must only ask for it.
    init(
        number: Int,
        peer: Peer,
        table: MethodTable,
        configuration: ServerConfiguration,
        onDefect: @escaping @Sendable (ServerDefect) -> Void,
        wake: @escaping @Sendable () -> Void
    ) {
        self.number = number
        self.peer = peer
        self.table = table
        self.configuration = configuration
        self.onDefect = onDefect
        wakeEventLoop = wake
        // The global queue as target: with the default one each blocked queue would cost a thread.
        // Watched as "connection of user UID".
        queue = DispatchQueue(label: "varlink.connection.\(number)", target: .global())
    }
}

// The event loop's side.
extension Connection {
    /// Where things stand.
    var status: Status {
        state.withLock { state in
            let isOpen = !state.mustClose && state.unreadBytes <= configuration.maximumUnreadBytes
            return Status(
                roomForCalls: isOpen ? configuration.maximumPipelinedCalls - state.openCalls : 0,
                roomForBytes: isOpen ? configuration.maximumPipelinedBytes - state.openBytes : 0,
                openCalls: state.openCalls,
                answeredCalls: state.answeredCalls,
                isStreaming: state.isStreaming,
                isWritten: state.unreadReplies == 0,
                mustClose: state.mustClose
            )
        }
    }

    /// Takes calls, in order.
    func accept(_ headers: [CallHeader]) {
        let calls = headers.map { VarlinkCall(peer: peer, connection: number, header: $0) }
        state.withLock { state in
            state.openCalls += calls.count
            state.openBytes += calls.reduce(0) { $0 + $1.size }
        }
        queue.async { [self] in
            enter(calls)
        }
    }

    /// Takes what is to be written, and how many replies it is; `wrote` must follow.
    func takeOutput() -> (bytes: [UInt8], replies: Int) {
        state.withLock { state in
            state.isWaking = false
            let taken = (bytes: state.output, replies: state.outputReplies)
            state.output = []
            state.outputReplies = 0
            state.unwrittenBytes += taken.bytes.count
            state.unwrittenReplies += taken.replies
            return taken
        }
    }

    /// What was taken has been written.
    func wrote(bytes: Int, replies: Int) {
        let mustStart = state.withLock { state in
            state.unwrittenBytes -= bytes
            state.unwrittenReplies -= replies
            return state.claimStart(maximumUnreadBytes: configuration.maximumUnreadBytes)
        }
        if mustStart {
            queue.async { [self] in
                startCalls()
            }
        }
    }

    /// The peer has gone: what is answered from now on is dropped.
    func disconnect() {
        let (hooks, mustStart) = state.withLock { state in
            state.isDisconnected = true
            state.output = []
            state.outputReplies = 0
            let hooks = state.hooks.sorted { $0.key < $1.key }.map(\.value)
            state.hooks = [:]
            return (hooks, state.claimStart(maximumUnreadBytes: configuration.maximumUnreadBytes))
        }
        guard mustStart || !hooks.isEmpty else {
            return
        }
        queue.async { [self] in
            for hook in hooks {
                hook()
            }
            if mustStart {
                startCalls()
            }
        }
    }

    /// Goes once through the queue that starts calls.
    func ping(_ completion: @escaping @Sendable () -> Void) { queue.async(execute: completion) }

    /// The event loop is about to end: it is never woken again.
    func abandon() {
        state.withLock { $0.isAbandoned = true }
    }
}

// The queue's side.
extension Connection {
    private func enter(_ calls: [VarlinkCall]) {
        let entries = calls.map { call in
            let target = table.target(of: call)
            return (ready: ReadyCall(call: call, target: target), lane: lane(of: call, target))
        }
        state.withLock { state in
            for entry in entries {
                state.sequencer.enqueue(entry.ready, lane: entry.lane)
            }
            state.isStarting = true
        }
        startCalls()
    }

    private func lane(of call: VarlinkCall, _ target: MethodTable.Target) -> String? {
        guard !call.more, case .handler(let handler) = target else {
            return nil
        }
        return handler.lane(call)
    }

    private func startCalls() {
        while let (number, ready, isWanted) = nextCall() {
            guard isWanted else {
                answer(number, of: ready.call, nil)
                continue
            }
            let responder = Responder(connection: self, number: number, call: ready.call)
            switch ready.target {
            case .handler(let handler): handler.handle(ready.call, responder)
            case .failure(let error): responder.fail(error)
            }
        }
    }

    private func nextCall() -> (number: Int, call: ReadyCall, isWanted: Bool)? {
        state.withLock { state in
            if state.mayStart(configuration.maximumUnreadBytes), let next = state.sequencer.start() {
                state.isStreaming = next.call.call.more
                return (next.number, next.call, !state.isDisconnected || next.call.takesEffect)
            }
            state.isStarting = false
            // A call without a reply wakes too: it has made room.
            if state.owesWake {
                wake(&state)
            }
            return nil
        }
    }

    // Under the lock, so that nobody wakes the event loop once `abandon` has returned.
    private func wake(_ state: inout State) {
        state.owesWake = false
        if !state.isWaking, !state.isAbandoned {
            state.isWaking = true
            wakeEventLoop()
        }
    }
}

// The responders' side, from any thread.
extension Connection {
    /// A reply of so many bytes may be sent.
    func mayReply(_ bytes: Int) -> Bool {
        bytes <= configuration.maximumReplyBytes
    }

    /// Answers a running call; without a frame nothing is sent.
    func answer(_ number: Int, of call: VarlinkCall, _ frame: [UInt8]?) {
        let (hook, mustStart) = state.withLock { state in
            let hook = state.hooks.removeValue(forKey: number)
            state.isStreaming = false
            let released = state.sequencer.answer(number, Answer(frame: frame, size: call.size))
            for answer in released {
                state.openCalls -= 1
                state.answeredCalls += 1
                state.openBytes -= answer.size
                if let frame = answer.frame, !state.isDisconnected {
                    state.output.append(contentsOf: frame)
                    state.outputReplies += 1
                }
            }
            // Answers come in bursts, as changes share a commit: those that follow closely are written together, once
            // the queue has come round to it, enough have been gathered, or none is to follow.
            let isLast = state.sequencer.isEmpty
            let owesWake = !released.isEmpty && !isLast
            let mustStart = !state.isStarting && (state.mayStart(configuration.maximumUnreadBytes) || owesWake)
            state.isStarting = state.isStarting || mustStart
            state.owesWake = state.owesWake || owesWake
            if state.outputReplies >= Connection.gatheredReplies || isLast {
                wake(&state)
            }
            return (hook, mustStart)
        }
        // Let go of outside the lock: its captures may end with it and call back.
        _ = hook
        if mustStart {
            queue.async { [self] in
                startCalls()
            }
        }
    }

    /// Sends a reply of the running call that others follow; a peer that has left too much unread is disconnected.
    func sendProgress(_ frame: [UInt8]) {
        state.withLock { state in
            guard !state.isDisconnected, !state.mustClose else {
                return
            }
            let bytes = state.unreadBytes + frame.count
            let isFull =
                state.unreadReplies >= configuration.maximumUnreadReplies
                || (state.unreadReplies > 0 && bytes > configuration.maximumUnreadBytes)
            if isFull {
                state.mustClose = true
            } else {
                state.output.append(contentsOf: frame)
                state.outputReplies += 1
            }
            wake(&state)
        }
    }

    /// Keeps what is to be done when the peer goes before the call is answered.
    func onDisconnect(_ number: Int, _ hook: @escaping @Sendable () -> Void) {
        let (former, isDue) = state.withLock { state -> ((@Sendable () -> Void)?, Bool) in
            guard state.sequencer.isRunning(number) else {
                return (nil, false)
            }
            guard !state.isDisconnected else {
                return (nil, true)
            }
            return (state.hooks.updateValue(hook, forKey: number), false)
        }
        // Let go of outside the lock: its captures may end with it and call back.
        _ = former
        if isDue {
            queue.async(execute: hook)
        }
    }

    /// Reports a handler's mistake and closes the connection.
    func report(_ kind: ServerDefect.Kind, of call: VarlinkCall) {
        onDefect(ServerDefect(method: call.method, kind: kind))
        state.withLock { state in
            state.mustClose = true
            wake(&state)
        }
    }
}
