// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel
import Synchronization

/// One association in memory, without anything that replicates; a wait ends only by `endWaits` or its ticket.
final class MemorySynchronization: SynchronizationControl {
    private struct State {
        var view: AssociationView?
        var waits: [Int: Completion<Void>] = [:]
        var lastWait = 0
        var timeouts: [Duration?] = []
        var queries: [ResourceQuery] = []
        var refusal: SynchronizationRefusal?
    }

    private let state = Mutex(State())

    /// How many wait.
    var waiting: Int { state.withLock { $0.waits.count } }

    var timeouts: [Duration?] { state.withLock { $0.timeouts } }

    var queries: [ResourceQuery] { state.withLock { $0.queries } }

    /// Lets every later change fail.
    func refuse(_ refusal: SynchronizationRefusal) { state.withLock { $0.refusal = refusal } }

    func setView(_ change: @Sendable (inout AssociationView) -> Void) {
        state.withLock { state in
            guard var view = state.view else { return }
            change(&view)
            state.view = view
        }
    }

    func endWaits(_ result: Result<Void, SynchronizationRefusal>) {
        let waits = state.withLock { state in
            defer { state.waits = [:] }
            return state.waits
        }
        for wait in waits.values { wait(result) }
    }

    func check(primary: InstanceID, replica: InstanceID, completion: @escaping Completion<[Violation]>) {
        completion(.success(primary == replica ? [Violation(.roleConflict)] : []))
    }

    func associate(
        primary: InstanceID,
        replica: InstanceID,
        type: SynchronizationType,
        resources: [ResourceID],
        completion: @escaping Completion<AssociationView>
    ) {
        let view = AssociationView.sample(primary: primary, replica: replica, type: type)
        state.withLock { $0.view = view }
        answer(completion) { view }
    }

    func replicas(of primary: InstanceID?) throws(SynchronizationRefusal) -> [AssociationView] {
        state.withLock { $0.view }.map { [$0] } ?? []
    }

    func replica(primary: InstanceID, replica: InstanceID) throws(SynchronizationRefusal) -> AssociationView {
        guard let view = state.withLock({ $0.view }), view.primaryID == primary, view.replicaID == replica else {
            throw .replicaNotFound(primary: primary, replica: replica)
        }
        return view
    }

    func select(
        primary: InstanceID,
        replica: InstanceID?,
        _ selection: ResourceSelection,
        completion: @escaping Completion<SelectionGrowth>
    ) {
        answer(completion) { () throws(SynchronizationRefusal) in
            switch selection {
            case .resources(let added): SelectionGrowth(added: added, addedCount: added.count, dependencies: [])
            case .all: throw .selectionNotApplicable(.allResources)
            }
        }
    }

    func resources(
        of primary: InstanceID,
        _ query: ResourceQuery
    ) throws(SynchronizationRefusal) -> (rows: [SynchronizedResource], next: ResourceQuery.PageMark?) {
        state.withLock { $0.queries.append(query) }
        let id = query.resourceID ?? .key(KeyID(stored: "k"))
        let replica = query.replicaID ?? InstanceID(stored: "replica")
        let status = DerivedStatus(.failed, cause: .sample)
        let row = SynchronizedResource(resourceID: id, replicaID: replica, derived: status, revision: Revision(3))
        return ([row], ResourceQuery.PageMark(resourceID: id.description, replicaID: replica.description))
    }

    func explain(
        _ resource: ResourceID,
        primary: InstanceID,
        replica: InstanceID
    ) throws(SynchronizationRefusal) -> ExplainedResource {
        let status = DerivedStatus(.failed, cause: .sample)
        let row = SynchronizedResource(resourceID: resource, replicaID: replica, derived: status, revision: Revision(3))
        return ExplainedResource(row: row, text: "It failed.", timeline: [])
    }

    func disassociate(
        primary: InstanceID,
        replica: InstanceID,
        confirmation: String?,
        dryRun: Bool,
        completion: @escaping Completion<DisassociationReceipt>
    ) {
        answer(completion) { () throws(SynchronizationRefusal) in
            let view = try self.replica(primary: primary, replica: replica)
            return DisassociationReceipt(association: view, behind: [.key(KeyID(stored: "k"))], behindCount: 1)
        }
    }

    func retry(
        primary: InstanceID,
        replica: InstanceID?,
        _ filter: RetryFilter,
        completion: @escaping Completion<Int>
    ) {
        answer(completion) { filter.resources?.count ?? 0 }
    }

    func pause(
        primary: InstanceID,
        replica: InstanceID,
        _ pause: AssociationRecord.Pause,
        completion: @escaping Completion<AssociationView>
    ) {
        answer(completion) { () throws(SynchronizationRefusal) in
            var view = try self.replica(primary: primary, replica: replica)
            view.state = .paused
            view.pausedReason = pause.reason
            return view
        }
    }

    func resume(primary: InstanceID, replica: InstanceID, completion: @escaping Completion<AssociationView>) {
        answer(completion) { () throws(SynchronizationRefusal) in
            try self.replica(primary: primary, replica: replica)
        }
    }

    func waitUntilSynchronized(
        primary: InstanceID,
        replica: InstanceID?,
        resources: [ResourceID]?,
        timeout: Duration?,
        completion: @escaping Completion<Void>
    ) -> WaitTicket {
        let number = state.withLock { state in
            state.lastWait += 1
            state.waits[state.lastWait] = completion
            state.timeouts.append(timeout)
            return state.lastWait
        }
        return WaitTicket { [weak self] in
            self?.state.withLock { $0.waits[number] = nil }
        }
    }

    private func answer<Value>(
        _ completion: Completion<Value>,
        _ body: () throws(SynchronizationRefusal) -> Value
    ) {
        if let refusal = state.withLock({ $0.refusal }) { return completion(.failure(refusal)) }
        completion(Result(catching: body))
    }
}

extension AssociationView {
    static func sample(
        primary: InstanceID,
        replica: InstanceID,
        type: SynchronizationType = .allResources
    ) -> AssociationView {
        AssociationView(
            primaryID: primary,
            replicaID: replica,
            address: "local",
            region: "r",
            type: type,
            state: .active,
            connection: .connected,
            cause: .sample,
            epoch: Epoch(1),
            appliedSequence: SequenceNumber(5),
            headSequence: SequenceNumber(9),
            lag: .milliseconds(1500),
            lastContactAt: testNow,
            lastSuccessAt: nil,
            pausedReason: nil,
            counts: StatusCounts(pending: 1, inProgress: 2, inSync: 3, failed: 4, unknown: 5, detached: 6),
            causes: [CauseCount(code: .nameConflict, count: 4)]
        )
    }
}

extension FailureCause {
    static let sample = FailureCause(
        code: .nameConflict,
        detail: "detail",
        attempts: 2,
        firstFailedAt: testNow,
        lastFailedAt: testNow,
        nextAttemptAt: nil
    )
}
