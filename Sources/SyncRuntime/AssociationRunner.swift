// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import SyncEngine
import SyncModel

/// Runs the core of one association on a serial queue: events in, effects performed.
///
/// Its methods are synchronous: an effect's result comes back as an event, so that no state can change in between.
actor AssociationRunner {
    /// What a runner needs of its surroundings.
    struct Surroundings: Sendable {
        var primaryID: InstanceID
        var replicaID: InstanceID
        var association: AssociationNumber
        var epoch: Epoch
        var store: any PrimaryStore
        var link: any ReplicaLink
        var jobs: JobQueue
        var scheduling: any Scheduling
        var events: any EventFeed
        var policy: ReplicationPolicy
    }

    nonisolated let surroundings: Surroundings
    nonisolated let owner: JobQueue.Owner
    private nonisolated let executor: QueueExecutor
    private var core: Replicator
    private var alarm: WaitTicket?
    private var watchers: [Int: ProgressWatcher] = [:]
    private var nextWatcher = 0
    private var drained: [@Sendable () -> Void] = []
    private var commitsInFlight = 0
    private var isOver = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ surroundings: Surroundings, start: Replicator.Start, seed: UInt64) {
        self.surroundings = surroundings
        let name = "\(surroundings.primaryID).\(surroundings.replicaID)"
        owner = JobQueue.Owner(name)
        executor = QueueExecutor(label: "io.kmsync.runner.\(name)")
        core = Replicator(policy: surroundings.policy, start: start, seed: seed)
    }

    /// Takes in an event, after those that wait.
    nonisolated func post(_ event: Event) {
        executor.queue.async { self.assumeIsolated { $0.handle(event) } }
    }

    /// What the core knows now.
    nonisolated func view() -> ReplicaView {
        executor.queue.sync {
            self.assumeIsolated { $0.core.view(at: $0.surroundings.scheduling.now) }
        }
    }

    /// Watches progress until the watcher is done or the ticket is cancelled.
    nonisolated func watch(_ watcher: ProgressWatcher) -> WaitTicket {
        let number = executor.queue.sync {
            self.assumeIsolated { runner in
                runner.nextWatcher += 1
                if runner.isOver { watcher.end() } else { runner.watchers[runner.nextWatcher] = watcher }
                return runner.nextWatcher
            }
        }
        tellWatchers()
        return WaitTicket {
            self.executor.queue.async { self.assumeIsolated { $0.watchers[number] = nil } }
        }
    }

    /// Ends every watch: the association is over, and no progress follows.
    nonisolated func releaseWatchers() {
        executor.queue.async {
            self.assumeIsolated { runner in
                for watcher in runner.watchers.values { watcher.end() }
                runner.watchers = [:]
                runner.isOver = true
            }
        }
    }

    /// Sends nothing new, makes durable what is known, and calls back.
    nonisolated func stop(_ completion: @escaping @Sendable () -> Void) {
        executor.queue.async {
            self.assumeIsolated { runner in
                runner.drained.append(completion)
                runner.handle(.stopped)
            }
        }
    }

    /// Goes once through the runner's queue; for the watchdog.
    nonisolated func ping(_ completion: @escaping @Sendable () -> Void) { executor.queue.async(execute: completion) }

    private func handle(_ event: Event) {
        for effect in core.handle(event, at: surroundings.scheduling.now) { perform(effect) }
        switch event {
        case .pushAnswered, .committed, .commitFailed, .greeted, .feedRead: notifyWatchers()
        case .started, .headMoved, .feedReadFailed, .dueRead, .dueReadFailed, .heartbeatAnswered, .alarm, .paused,
            .resumed, .setAsideChanged, .probeRequested, .stopped:
            break
        }
        finishDrain()
    }

    private func perform(_ effect: Effect) {
        switch effect {
        case .readFeed(let request): readFeed(request)
        case .readDue(let now, let limit): readDue(now: now, limit: limit)
        case .greet(let session, let positions, let head): greet(session, hello(positions, head))
        case .heartbeat(let session, let positions, let head): heartbeat(session, hello(positions, head))
        case .push(let job): push(job)
        case .commit(let progress): commit(progress)
        case .setAlarm(let time): setAlarm(time)
        case .synchronized(let items): announce(items)
        case .announce(let announcement): announce(announcement)
        case .endPause: endPause()
        }
    }

    private func commit(_ progress: Progress) {
        commitsInFlight += 1
        surroundings.store.commit(progress, association: surroundings.association) { result in
            self.executor.queue.async {
                self.assumeIsolated { runner in
                    runner.commitsInFlight -= 1
                    switch result {
                    case .success(let receipt): runner.handle(.committed(receipt))
                    case .failure: runner.handle(.commitFailed)
                    }
                }
            }
        }
    }

    private func setAlarm(_ time: Duration?) {
        alarm?.cancel()
        alarm = time.map { time in
            surroundings.scheduling.after(time - surroundings.scheduling.now.uptime) { [weak self] in
                self?.post(.alarm)
            }
        }
    }

    private func endPause() {
        surroundings.store.change(.resume(surroundings.association)) { _ in }
        announce(.replicaResumed, message: "the pause is over")
    }

    /// A drain ends when the last commit has been answered, whether it held or not.
    private func finishDrain() {
        guard !drained.isEmpty, commitsInFlight == 0 else { return }
        alarm?.cancel()
        for completion in drained { completion() }
        drained = []
    }

    private nonisolated func tellWatchers() {
        executor.queue.async { self.assumeIsolated { $0.notifyWatchers() } }
    }

    private func notifyWatchers() {
        guard !watchers.isEmpty else { return }
        let view = core.view(at: surroundings.scheduling.now)
        for watcher in watchers.values { watcher.progressed(view) }
    }
}
