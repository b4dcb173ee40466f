// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncEngine
package import SyncModel
import Synchronization

/// How a replica of this daemon can be reached.
package enum LocalReplica: Sendable {
    /// It serves.
    case open(ReplicaReceiver)
    /// It is there, but does not serve now.
    case unavailable(LinkFailure)
    /// It was released.
    case gone
}

/// Carries bytes to a replica of this daemon, with the faults that are rehearsed.
package struct LocalTransport: Sendable {
    private let replicaID: InstanceID
    private let faults: FaultBoard
    private let scheduling: any Scheduling
    private let work: @Sendable (@escaping @Sendable () -> Void) -> Void
    private let find: @Sendable (InstanceID) -> LocalReplica

    /// Looks the replica up for every request: it may come and go.
    package init(
        replicaID: InstanceID,
        faults: FaultBoard,
        scheduling: any Scheduling,
        work: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void = { $0() },
        find: @escaping @Sendable (InstanceID) -> LocalReplica
    ) {
        self.replicaID = replicaID
        self.faults = faults
        self.scheduling = scheduling
        self.work = work
        self.find = find
    }
}

extension LocalTransport: LinkTransport {
    package func send(
        _ request: [UInt8],
        deadline: Duration,
        completion: @escaping @Sendable (Result<[UInt8], LinkFailure>) -> Void
    ) {
        let once = FirstAnswer(completion)
        once.ticket = scheduling.after(deadline) { once.answer(.failure(LinkFailure(.deadlineExceeded))) }
        switch faults.meet(replicaID, at: scheduling.now) {
        case .none:
            deliver(request) { once.answer($0) }
        case .refused(let failure):
            once.answer(.failure(failure))
        case .lostOnTheWay:
            return
        case .answerLost(let latency):
            delay(latency) { deliver(request) { _ in } }
        case .delayed(let latency):
            delay(latency / 2) {
                deliver(request) { answer in delay(latency / 2) { once.answer(answer) } }
            }
        }
    }

    private func delay(_ latency: Duration, _ body: @escaping @Sendable () -> Void) {
        // Opening a batch takes a while: not on the queue of everything that is due.
        _ = scheduling.after(latency) { work(body) }
    }

    private func deliver(_ request: [UInt8], _ answer: @escaping @Sendable (Result<[UInt8], LinkFailure>) -> Void) {
        switch find(replicaID) {
        case .open(let receiver): receiver.handle(request) { answer(.success($0)) }
        case .unavailable(let failure): answer(.failure(failure))
        case .gone: answer(.failure(LinkFailure(.replicaReleased)))
        }
    }
}

/// Hands on the first answer, be it the replica's or the deadline's, and forgets the rest.
private final class FirstAnswer: Sendable {
    private struct State {
        var completion: (@Sendable (Result<[UInt8], LinkFailure>) -> Void)?
        var ticket: WaitTicket?
    }

    private let state: Mutex<State>

    init(_ completion: @escaping @Sendable (Result<[UInt8], LinkFailure>) -> Void) {
        state = Mutex(State(completion: completion))
    }

    /// The deadline, cancelled by the answer.
    var ticket: WaitTicket? {
        get { state.withLock { $0.ticket } }
        set {
            let isOver = state.withLock { state in
                state.ticket = newValue
                return state.completion == nil
            }
            if isOver { newValue?.cancel() }
        }
    }

    func answer(_ result: Result<[UInt8], LinkFailure>) {
        let (completion, ticket) = state.withLock { state in
            defer { state.completion = nil }
            return (state.completion, state.ticket)
        }
        guard let completion else { return }
        ticket?.cancel()
        completion(result)
    }
}
