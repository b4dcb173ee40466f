// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncEngine
package import SyncModel

extension Synchronizer {
    package func check(
        primary: InstanceID,
        replica: InstanceID,
        completion: @escaping Completion<[Violation]>
    ) {
        guard let store = surroundings.stores.primary(primary) else {
            return completion(.failure(.instanceNotFound(primary)))
        }
        examine(Pair(primary: primary, replica: replica), store, completion)
    }

    package func associate(
        primary: InstanceID,
        replica: InstanceID,
        type: SynchronizationType,
        resources: [ResourceID],
        completion: @escaping Completion<AssociationView>
    ) {
        guard let store = surroundings.stores.primary(primary) else {
            return completion(.failure(.instanceNotFound(primary)))
        }
        let pair = Pair(primary: primary, replica: replica)
        gate.enter(pair) { [self] leave in
            let finish: Completion<AssociationView> = { result in
                completion(result)
                leave()
            }
            do {
                let existing = try store.associations().first { $0.replicaID == replica && $0.stage != .disassociated }
                if let existing {
                    merge(pair, existing, store, type, resources, finish)
                } else {
                    begin(pair, store, type, resources, finish)
                }
            } catch {
                finish(.failure(SynchronizationRefusal(storage: error)))
            }
        }
    }

    /// The same pair again: the same or a larger scope is merged.
    private func merge(
        _ pair: Pair,
        _ record: AssociationRecord,
        _ store: any PrimaryStore,
        _ type: SynchronizationType,
        _ resources: [ResourceID],
        _ completion: @escaping Completion<AssociationView>
    ) {
        let done: @Sendable (Result<SelectionGrowth, any Error>) -> Void = { [self] result in
            switch result {
            case .success(let growth):
                runner(pair)?.post(.setAsideChanged)
                announceGrowth(pair, growth)
                completion(
                    Result { () throws(SynchronizationRefusal) in
                        try replica(primary: pair.primary, replica: pair.replica)
                    }
                )
            case .failure(let error):
                completion(.failure(SynchronizationRefusal(storage: error)))
            }
        }
        if record.stage == .disassociating {
            return completion(.failure(.violations([Violation(.reassociationForbidden, detail: "\(pair)")])))
        }
        switch (record.type, type) {
        case (.allResources, .allResources):
            done(.success(SelectionGrowth(added: [], addedCount: 0, dependencies: [])))
        case (.allResources, .selectedResources):
            completion(.failure(.violations([Violation(.selectionIsGrowOnly)])))
        case (.selectedResources, .allResources):
            store.select(.all, association: record.number, completion: done)
        case (.selectedResources, .selectedResources):
            store.select(.resources(resources), association: record.number, completion: done)
        }
    }

    /// Checks every rule, reserves, and asks the replica.
    private func begin(
        _ pair: Pair,
        _ store: any PrimaryStore,
        _ type: SynchronizationType,
        _ resources: [ResourceID],
        _ completion: @escaping Completion<AssociationView>
    ) {
        describe(pair) { [self] described in
            // One reservation of a primary at a time: each counts the replicas that were there before it.
            reservations.enter(Pair(primary: pair.primary, replica: pair.primary)) { [self] leave in
                do throws(SynchronizationRefusal) {
                    let candidate = try described.get()
                    let violations = try violations(pair, candidate, store)
                    guard violations.isEmpty else { throw .violations(violations) }
                    reserve(pair, candidate, store, type, resources, leave, completion)
                } catch {
                    leave()
                    completion(.failure(error))
                }
            }
        }
    }

    private func reserve(
        _ pair: Pair,
        _ candidate: ReplicaCandidate,
        _ store: any PrimaryStore,
        _ type: SynchronizationType,
        _ resources: [ResourceID],
        _ reserved: @escaping @Sendable () -> Void,
        _ completion: @escaping Completion<AssociationView>
    ) {
        let change = AssociationChange.reserve(
            replicaID: pair.replica,
            region: candidate.instance.region,
            type: type,
            resources: resources
        )
        store.change(change) { [self] result in
            reserved()
            switch result {
            case .success(let record?):
                let once = FirstCall<AssociationRecord>()
                oblige(pair) { [self] finish in
                    follow(
                        pair,
                        record,
                        store,
                        agreed: { result in
                            guard once.isFirst() else { return }
                            completion(
                                result.flatMap { _ in
                                    Result { () throws(SynchronizationRefusal) in
                                        try self.replica(primary: pair.primary, replica: pair.replica)
                                    }
                                }
                            )
                        },
                        finish
                    )
                }
            case .success(nil):
                completion(.failure(.replicaNotFound(primary: pair.primary, replica: pair.replica)))
            case .failure(let error):
                completion(.failure(SynchronizationRefusal(storage: error)))
            }
        }
    }

    private func examine(
        _ pair: Pair,
        _ store: any PrimaryStore,
        _ completion: @escaping Completion<[Violation]>
    ) {
        describe(pair) { [self] described in
            completion(
                Result { () throws(SynchronizationRefusal) in
                    // That the replica cannot be asked is one more violation, not the end of the check.
                    if case .failure(.violations(let unreachable)) = described { return unreachable }
                    return try violations(pair, try described.get(), store)
                }
            )
        }
    }

    private func violations(
        _ pair: Pair,
        _ candidate: ReplicaCandidate,
        _ store: any PrimaryStore
    ) throws(SynchronizationRefusal) -> [Violation] {
        do {
            let associations = try store.associations()
            let others = associations.filter { $0.stage != .disassociated && $0.replicaID != pair.replica }
            return AssociationRule.violations(
                primary: try store.instance(),
                candidate: candidate,
                others: others.map(\.replicaID),
                pairs: try store.pairs(),
                replicaLimit: surroundings.replicaLimit
            )
        } catch {
            throw SynchronizationRefusal(storage: error)
        }
    }

    /// A replica that cannot be asked is a violation of its own: nothing may be promised for it.
    private func describe(
        _ pair: Pair,
        _ completion: @escaping @Sendable (Result<ReplicaCandidate, SynchronizationRefusal>) -> Void
    ) {
        let link = surroundings.links.link(from: pair.primary, to: pair.replica)
        link.describe(deadline: surroundings.policy.connectTimeout) { result in
            completion(
                result.mapError { failure in
                    failure.code == .replicaReleased
                        ? .instanceNotFound(pair.replica)
                        : .violations([Violation(failure.code, detail: failure.detail)])
                }
            )
        }
    }
}
