// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import SyncEngine
import SyncModel
import Synchronization

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
    /// Changed on the queue alone; whoever asks what it knows looks from outside and waits for no queue: threads of the
    /// global pool that waited for one another's queues would stand still until the pool grew.
    private nonisolated let core: Mutex<Replicator>
    private var alarm: WaitTicket?
    private var watchers: [ObjectIdentifier: ProgressWatcher] = [:]
    private var drained: [@Sendable () -> Void] = []
    private var commitsInFlight = 0
    private var isOver = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ surroundings: Surroundings, start: Replicator.Start, seed: UInt64) {
        self.surroundings = surroundings
        let name = "\(surroundings.primaryID).\(surroundings.replicaID)"
        owner = JobQueue.Owner(name)
        executor = QueueExecutor(label: "io.kmsync.runner.\(name)")
        core = Mutex(Replicator(policy: surroundings.policy, start: start, seed: seed))
    }

    /// Takes in an event, after those that wait.
    nonisolated func post(_ event: Event) {
        executor.queue.async { self.assumeIsolated { $0.handle(event) } }
    }

    /// What the core knows now; of an event that was posted before, once `ping` has come back.
    nonisolated func view() -> ReplicaView {
        let now = surroundings.scheduling.now
        return core.withLock { $0.view(at: now) }
    }

    /// Watches progress until the watcher is done or the ticket is cancelled.
    nonisolated func watch(_ watcher: ProgressWatcher) -> WaitTicket {
        let key = ObjectIdentifier(watcher)
        executor.queue.async {
            self.assumeIsolated { runner in
                if runner.isOver { watcher.end() } else { runner.watchers[key] = watcher }
                runner.notifyWatchers()
            }
        }
        return WaitTicket {
            self.executor.queue.async { self.assumeIsolated { $0.watchers[key] = nil } }
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

    /// Goes once through the runner's queue.
    nonisolated func ping(_ completion: @escaping @Sendable () -> Void) { executor.queue.async(execute: completion) }

    private func handle(_ event: Event) {
        let now = surroundings.scheduling.now
        for effect in core.withLock({ $0.handle(event, at: now) }) { perform(effect) }
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

    private func notifyWatchers() {
        guard !watchers.isEmpty else { return }
        let view = view()
        for watcher in watchers.values { watcher.progressed(view) }
    }
}
