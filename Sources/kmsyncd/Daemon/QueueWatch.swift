// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import Synchronization

/// Feeds the service manager's watchdog by the progress of the queues: each round sends a no-op through every one, and only
/// when all have come back is the manager told that the service is alive, and the next round begun.
///
/// A queue that stands still thus ends in a restart, which nothing that was acknowledged depends on.
final class QueueWatch: Sendable {
    /// A queue by the name that a person knows it by, and a way once through it.
    struct Queue: Sendable {
        let name: String
        let ping: @Sendable (_ completion: @escaping @Sendable () -> Void) -> Void
    }

    /// What there is to tell.
    enum News: Sendable, Equatable {
        /// Every queue has come round since the last time.
        case alive
        /// These have not, for half of the interval.
        case standstill([String])
        /// These stood still, and move again.
        case moveAgain([String])
    }

    /// So often in an interval is a round begun; sd_watchdog_enabled(3) wants it twice.
    static let roundsInInterval = 4

    private struct State {
        var round = WatchRound(number: 0, queues: [], at: .zero)
        var number = 0
        var isStopped = false
    }

    private let interval: Duration
    private let scheduling: any Scheduling
    private let queues: @Sendable () -> [Queue]
    private let tell: @Sendable (News) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - interval: Within which the service manager wants to hear of us.
    ///   - scheduling: Should run on a queue of its own, so that a queue that stands still does not keep it from saying so.
    ///   - queues: Those that there are now.
    ///   - tell: Is told what there is to tell, on the queue of `scheduling`.
    init(
        interval: Duration,
        scheduling: any Scheduling,
        queues: @escaping @Sendable () -> [Queue],
        tell: @escaping @Sendable (News) -> Void
    ) {
        self.interval = interval
        self.scheduling = scheduling
        self.queues = queues
        self.tell = tell
    }

    /// Begins the first round.
    func start() {
        begin()
        scheduleLook()
    }

    /// Tells nothing from now on: the service stops, which is watched by other means.
    func stop() { state.withLock { $0.isStopped = true } }

    private func scheduleLook() {
        _ = scheduling.after(interval / Self.roundsInInterval) { [weak self] in self?.look() }
    }

    private func look() {
        let (verdict, isStopped) = state.withLock { state in
            (state.round.look(at: scheduling.now.uptime, patience: interval / 2), state.isStopped)
        }
        guard !isStopped else { return }
        switch verdict {
        case .complete(let moveAgain):
            if !moveAgain.isEmpty { tell(.moveAgain(moveAgain)) }
            tell(.alive)
            begin()
        case .incomplete: break
        case .standstill(let names): tell(.standstill(names))
        }
        scheduleLook()
    }

    private func begin() {
        let queues = queues()
        let begun = state.withLock { state -> Int? in
            guard !state.isStopped else { return nil }
            state.number += 1
            state.round = WatchRound(number: state.number, queues: queues.map(\.name), at: scheduling.now.uptime)
            return state.number
        }
        guard let number = begun else { return }
        for (place, queue) in queues.enumerated() {
            queue.ping { [weak self] in self?.state.withLock { $0.round.returned(place, of: number) } }
        }
    }
}
