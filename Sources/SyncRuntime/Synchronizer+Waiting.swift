// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncEngine
package import SyncModel
import Synchronization

extension Synchronizer: SynchronizationControl {
    package func waitUntilSynchronized(
        primary: InstanceID,
        replica: InstanceID?,
        resources: [ResourceID]?,
        timeout: Duration?,
        completion: @escaping Completion<Void>
    ) -> WaitTicket {
        do throws(SynchronizationRefusal) {
            let (store, records) = try live(primary, replica)
            let wait = SynchronizationWait(completion)
            // The head is read before the wait begins: later changes do not hold it up.
            let head = store.headSequence
            var watches: [(AssociationRunner, ProgressWatcher)] = []
            for record in records {
                guard let runner = runner(Pair(primary: primary, replica: record.replicaID)) else {
                    wait.add()
                    continue
                }
                let awaited = try awaited(resources, record, store)
                wait.add()
                let watcher = ProgressWatcher(
                    runner: runner.surroundings,
                    owner: runner.owner,
                    head: head,
                    awaited: awaited,
                    completion: { outcome in
                        if outcome == .isOver, let replica {
                            wait.end(.failure(.replicaDisassociated(primary: primary, replica: replica)))
                        } else {
                            wait.finishOne()
                        }
                    }
                )
                watches.append((runner, watcher))
            }
            wait.begin()
            for (runner, watcher) in watches { wait.keep(runner.watch(watcher)) }
            if let timeout {
                wait.keep(
                    surroundings.scheduling.after(timeout) { [self] in
                        // Counting reads a file: not on the queue of what is due.
                        surroundings.jobs.submit(owner: JobQueue.Owner("waits of \(primary)")) { [self] _ in
                            wait.end(.failure(.timedOut(outstanding: outstanding(primary, replica))))
                        }
                    }
                )
            }
            return WaitTicket { wait.end(nil) }
        } catch {
            completion(.failure(error))
            return WaitTicket {}
        }
    }

    private func awaited(
        _ resources: [ResourceID]?,
        _ record: AssociationRecord,
        _ store: any PrimaryStore
    ) throws(SynchronizationRefusal) -> [ProgressWatcher.Awaited]? {
        guard let resources else { return nil }
        var awaited: [ProgressWatcher.Awaited] = []
        var unknown: [ResourceID] = []
        do {
            for resource in resources {
                let query = StandingQuery(resource, association: record.number, positions: record.positions)
                if let found = try store.standings(query).first {
                    awaited.append(
                        ProgressWatcher.Awaited(
                            resourceID: resource,
                            sequence: found.sequence,
                            revision: found.revision
                        )
                    )
                } else {
                    unknown.append(resource)
                }
            }
        } catch {
            throw SynchronizationRefusal(storage: error)
        }
        guard unknown.isEmpty else { throw .resourcesNotFound(unknown) }
        return awaited
    }

    private func outstanding(_ primary: InstanceID, _ replica: InstanceID?) -> Int {
        do {
            let (store, records) = try live(primary, replica)
            return try records.reduce(0) { sum, record in
                let view = view(Pair(primary: primary, replica: record.replicaID), record)
                let tally = try store.tally(association: record.number, view: view)
                return sum + tally.pending + tally.inProgress + tally.failed
            }
        } catch {
            // ignoring: the number is for people; that time is up is what matters.
            return 0
        }
    }
}

/// One wait for several replicas.
private final class SynchronizationWait: Sendable {
    private struct State {
        var completion: (@Sendable (Result<Void, SynchronizationRefusal>) -> Void)?
        var outstanding = 0
        var tickets: [WaitTicket] = []
    }

    private let state: Mutex<State>

    init(_ completion: @escaping @Sendable (Result<Void, SynchronizationRefusal>) -> Void) {
        state = Mutex(State(completion: completion))
    }

    func add() { state.withLock { $0.outstanding += 1 } }

    /// Ends at once where there is nothing to wait for.
    func begin() {
        if state.withLock({ $0.outstanding == 0 }) { end(.success(())) }
    }

    func keep(_ ticket: WaitTicket) {
        let isOver = state.withLock { state in
            state.tickets.append(ticket)
            return state.completion == nil
        }
        if isOver { ticket.cancel() }
    }

    func finishOne() {
        let isDone = state.withLock { state in
            state.outstanding -= 1
            return state.outstanding == 0
        }
        if isDone { end(.success(())) }
    }

    /// Answers once; nil: whoever asked has gone.
    func end(_ result: Result<Void, SynchronizationRefusal>?) {
        let (completion, tickets) = state.withLock { state in
            defer {
                state.completion = nil
                state.tickets = []
            }
            return (state.completion, state.tickets)
        }
        for ticket in tickets { ticket.cancel() }
        if let result { completion?(result) }
    }
}
