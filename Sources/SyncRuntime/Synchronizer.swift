// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncEngine
package import SyncModel
import Synchronization

/// Runs every association of this daemon: starts and stops runners, and carries each change in an association's life
/// through both files, forward, however often it is interrupted.
package final class Synchronizer: Sendable {
    /// What a synchronizer needs of its surroundings.
    package struct Surroundings: Sendable {
        /// The files of primaries.
        package var stores: any PrimaryStores
        /// The ways to replicas.
        package var links: any ReplicaLinks
        /// The jobs of all replicas.
        package var jobs: JobQueue
        /// Time.
        package var scheduling: any Scheduling
        /// Where transitions are told.
        package var events: any EventFeed
        /// The numbers of replication.
        package var policy: ReplicationPolicy
        /// Most replicas of one primary.
        package var replicaLimit: Int
        /// Decides all jitter.
        package var seed: UInt64

        /// Puts the parts together.
        package init(
            stores: any PrimaryStores,
            links: any ReplicaLinks,
            jobs: JobQueue,
            scheduling: any Scheduling,
            events: any EventFeed,
            policy: ReplicationPolicy,
            replicaLimit: Int,
            seed: UInt64
        ) {
            self.stores = stores
            self.links = links
            self.jobs = jobs
            self.scheduling = scheduling
            self.events = events
            self.policy = policy
            self.replicaLimit = replicaLimit
            self.seed = seed
        }
    }

    private struct State {
        var runners: [Pair: AssociationRunner] = [:]
        var obligations: [Pair: RetryLoop] = [:]
        var seed: UInt64
        var isStopped = false
    }

    let surroundings: Surroundings
    let gate = PairGate()
    /// One reservation of a primary at a time.
    let reservations = PairGate()
    private let state: Mutex<State>

    /// Starts with nothing running.
    package init(_ surroundings: Surroundings) {
        self.surroundings = surroundings
        state = Mutex(State(seed: surroundings.seed))
    }

    /// Starts every association of every primary where it was; throws what reading a file throws.
    package func start() throws {
        for id in surroundings.stores.instanceIDs() {
            guard let store = surroundings.stores.primary(id) else { continue }
            for record in try store.associations() { resume(record, of: id, store) }
        }
    }

    /// The file of an instance could not be used, and is open again: as a primary its associations go on where they
    /// were, and as a replica it is asked at once what it holds.
    ///
    /// Throws what reading the file throws.
    package func instanceReturned(_ id: InstanceID) throws {
        if let store = surroundings.stores.primary(id) {
            for record in try store.associations() { resume(record, of: id, store) }
        }
        let (runners, owed) = state.withLock { state in
            (
                state.runners.filter { $0.key.replica == id }.map(\.value),
                state.obligations.filter { $0.key.replica == id }.map(\.value)
            )
        }
        for obligation in owed { obligation.hurry() }
        // What is down stays so until somebody acts.
        for runner in runners where runner.view().connection == .backingOff { runner.post(.probeRequested) }
    }

    /// Sends nothing new, makes durable what is known, and calls back.
    ///
    /// `progressed` is told how many associations are left whenever one has come to rest.
    package func stop(
        progressed: @escaping @Sendable (Int) -> Void = { _ in },
        completion: @escaping @Sendable () -> Void
    ) {
        let (runners, obligations) = state.withLock { state in
            state.isStopped = true
            return (Array(state.runners.values), Array(state.obligations.values))
        }
        for obligation in obligations { obligation.stop() }
        guard !runners.isEmpty else { return completion() }
        let counter = SharedCounter(runners.count)
        for runner in runners {
            runner.stop {
                let left = counter.decrement()
                if left == 0 { completion() } else { progressed(left) }
            }
        }
    }

    /// How many associations are run now.
    package var runnerCount: Int { state.withLock { $0.runners.count } }

    /// Every runner by its pair, and how to go once through its queue; for the watchdog.
    package var runnerPings: [(name: String, ping: @Sendable (_ completion: @escaping @Sendable () -> Void) -> Void)] {
        state.withLock { $0.runners }
            .map { pair, runner in ("\(pair.primary) to \(pair.replica)", { runner.ping($0) }) }
    }

    /// A replica's quota was raised: what waits for that is tried again at once.
    package func quotaChanged(of replica: InstanceID) {
        let runners = state.withLock { $0.runners.filter { $0.key.replica == replica }.map(\.value) }
        for runner in runners {
            for code in [FailureCode.keyQuotaExceeded, .secretQuotaExceeded] {
                let filter = RetryFilter(resources: nil, code: code)
                runner.surroundings.store.forgetBackoff(of: filter, association: runner.surroundings.association) { _ in
                    runner.post(.setAsideChanged)
                }
            }
        }
    }

    /// Tries now what the pairs of a primary still owe: of one replica, or of all.
    func hurryObligations(of primary: InstanceID, _ replica: InstanceID?) {
        let owed = state.withLock { state in
            state.obligations.filter { $0.key.primary == primary && (replica == nil || $0.key.replica == replica) }
        }
        for obligation in owed.values { obligation.hurry() }
    }

    /// Why what a pair still owes was not met at the newest try, and when it is tried again; nil: it owes nothing, or no
    /// try has ended yet.
    func owedFailure(_ pair: Pair) -> FailureCause? { state.withLock { $0.obligations[pair] }?.failure }

    func runner(_ pair: Pair) -> AssociationRunner? { state.withLock { $0.runners[pair] } }

    /// Brings an association to where its record says that it is.
    func resume(_ record: AssociationRecord, of primary: InstanceID, _ store: any PrimaryStore) {
        let pair = Pair(primary: primary, replica: record.replicaID)
        switch record.stage {
        case .reserving: oblige(pair) { self.follow(pair, record, store, $0) }
        case .bootstrapping, .active: run(pair, record, store)
        case .disassociating: oblige(pair) { self.freeze(pair, record, store, $0) }
        case .disassociated: return
        }
    }

    /// Repeats an obligation until it is met.
    func oblige(_ pair: Pair, _ attempt: @escaping @Sendable (@escaping @Sendable (RetryLoop.Outcome) -> Void) -> Void)
    {
        let loop = RetryLoop(
            scheduling: surroundings.scheduling,
            policy: RetryPolicy(base: surroundings.policy.retryBase, cap: surroundings.policy.retryCap),
            seed: nextSeed(),
            attempt: attempt,
            failed: { [self] in announceOwed(pair, $0, earlier: $1) },
            met: { [weak self] loop in self?.forget(loop, of: pair) }
        )
        let isStopped = state.withLock { state in
            state.obligations[pair]?.stop()
            state.obligations[pair] = loop
            return state.isStopped
        }
        if !isStopped { loop.start() }
    }

    /// Why an association or its end does not come forward: once for each cause, and once more when it lasts.
    private func announceOwed(_ pair: Pair, _ failure: FailureCause, earlier: FailureCause?) {
        guard failure.code != earlier?.code || failure.beginsToLast(after: earlier, surroundings.policy.alertAfter)
        else {
            return
        }
        announce(
            .replicaBackingOff,
            pair,
            cause: failure,
            message: "attempts at \(pair.replica) are suspended: \(failure.message)"
        )
    }

    /// Only the obligation that was met: a later one of the same pair may have taken its place.
    private func forget(_ loop: RetryLoop, of pair: Pair) {
        state.withLock { state in
            if state.obligations[pair] === loop { state.obligations[pair] = nil }
        }
    }

    /// Starts the runner of an association, unless it runs already.
    func run(_ pair: Pair, _ record: AssociationRecord, _ store: any PrimaryStore) {
        let runner = AssociationRunner(
            AssociationRunner.Surroundings(
                primaryID: pair.primary,
                replicaID: pair.replica,
                association: record.number,
                epoch: record.epoch,
                store: store,
                link: surroundings.links.link(from: pair.primary, to: pair.replica),
                jobs: surroundings.jobs,
                scheduling: surroundings.scheduling,
                events: surroundings.events,
                policy: surroundings.policy
            ),
            start: Replicator.Start(record, head: store.headSequence),
            seed: nextSeed()
        )
        let isNew = state.withLock { state in
            guard state.runners[pair] == nil, !state.isStopped else { return false }
            state.runners[pair] = runner
            return true
        }
        guard isNew else { return }
        store.observeHead { [weak runner] head, urgently in runner?.post(.headMoved(head, urgently: urgently)) }
        runner.post(.started)
        // The head may have moved between its reading above and the first observation.
        runner.post(.headMoved(store.headSequence, urgently: false))
    }

    /// Ends the runner of a pair; nothing new is sent from then on, and nobody waits for it any longer.
    func endRun(_ pair: Pair, _ completion: @escaping @Sendable () -> Void) {
        guard let runner = state.withLock({ $0.runners.removeValue(forKey: pair) }) else { return completion() }
        runner.stop {
            runner.releaseWatchers()
            completion()
        }
    }

    private func nextSeed() -> UInt64 {
        state.withLock { state in
            state.seed &+= 0x9E37_79B9_7F4A_7C15
            return state.seed
        }
    }
}

extension Replicator.Start {
    init(_ record: AssociationRecord, head: SequenceNumber) {
        self.init(
            epoch: record.epoch,
            positions: record.positions,
            head: head,
            isActive: record.stage == .active,
            pause: record.pause.map { Replicator.Pause(until: $0.until) },
            replicaCause: record.cause,
            lastContactAt: record.lastContactAt,
            lastSuccessAt: record.lastSuccessAt
        )
    }
}
