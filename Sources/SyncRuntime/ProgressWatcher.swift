// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel
import Synchronization

/// Waits until what was there at one moment is in sync at one replica.
///
/// Progress is told by the runner; the file is asked on a worker, one question at a time.
final class ProgressWatcher: Sendable {
    /// A resource as it was when the wait began.
    struct Awaited: Sendable {
        var resourceID: ResourceID
        var sequence: SequenceNumber
        var revision: Revision
    }

    /// How a wait for one replica ended.
    enum Outcome: Sendable {
        case inSync
        /// The replica was disassociated meanwhile.
        case isOver
    }

    private struct State {
        var completion: (@Sendable (Outcome) -> Void)?
        var isAsking = false
        var latest: ReplicaView?
    }

    private let store: any PrimaryStore
    private let association: AssociationNumber
    private let jobs: JobQueue
    private let owner: JobQueue.Owner
    private let head: SequenceNumber
    private let awaited: [Awaited]?
    private let state: Mutex<State>

    /// `awaited` nil: everything up to `head`.
    init(
        runner: AssociationRunner.Surroundings,
        owner: JobQueue.Owner,
        head: SequenceNumber,
        awaited: [Awaited]?,
        completion: @escaping @Sendable (Outcome) -> Void
    ) {
        store = runner.store
        association = runner.association
        jobs = runner.jobs
        self.owner = owner
        self.head = head
        self.awaited = awaited
        state = Mutex(State(completion: completion))
    }

    func progressed(_ view: ReplicaView) {
        let mayAsk = state.withLock { state in
            guard state.completion != nil else { return false }
            state.latest = view
            if state.isAsking { return false }
            state.isAsking = true
            return true
        }
        if mayAsk { ask() }
    }

    func end() {
        let completion = state.withLock { state in state.completion.take() }
        completion?(.isOver)
    }

    private func ask() {
        jobs.submit(owner: owner) { [self] _ in
            guard let view = state.withLock({ state in state.latest.take() }) else {
                return state.withLock { $0.isAsking = false }
            }
            if isSatisfied(view) {
                let completion = state.withLock { state in state.completion.take() }
                completion?(.inSync)
            } else {
                let asksAgain = state.withLock { state in
                    state.isAsking = state.latest != nil
                    return state.isAsking
                }
                if asksAgain { ask() }
            }
        }
    }

    private func isSatisfied(_ view: ReplicaView) -> Bool {
        do {
            guard let awaited else {
                guard view.positions.isBackfilled || view.positions.backfill >= head, view.positions.live >= head
                else { return false }
                return try store.countSetAside(association: association, through: head) == 0
            }
            return try awaited.allSatisfy { try isSatisfied($0, view) }
        } catch {
            // ignoring: the file could not be read now; the next progress asks again.
            return false
        }
    }

    private func isSatisfied(_ awaited: Awaited, _ view: ReplicaView) throws -> Bool {
        let query = StandingQuery(awaited.resourceID, association: association, positions: view.positions)
        // A tombstone that is confirmed is listed no longer.
        guard let standing = try store.standings(query).first else { return view.positions.cover(awaited.sequence) }
        if StatusRule.derive(standing, view).status == .inSync { return true }
        return standing.setAside == nil && standing.revision > awaited.revision
            && view.positions.cover(awaited.sequence)
    }
}
