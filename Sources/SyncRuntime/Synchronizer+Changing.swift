// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncEngine
package import SyncModel

extension Synchronizer {
    package func select(
        primary: InstanceID,
        replica: InstanceID?,
        _ selection: ResourceSelection,
        completion: @escaping Completion<SelectionGrowth>
    ) {
        do throws(SynchronizationRefusal) {
            let (store, records) = try live(primary, replica)
            let chosen = records.filter { $0.type == .selectedResources }
            guard !records.isEmpty else {
                let reason = "\(primary) has no replicas: associate one first"
                throw .invalidInput(InvalidInput(field: "primaryInstanceId", reason: reason))
            }
            guard !chosen.isEmpty else { throw .selectionNotApplicable(.allResources) }
            grow(chosen[...], Growth(), primary, store, selection, completion)
        } catch {
            completion(.failure(error))
        }
    }

    private struct Growth: Sendable {
        var added: Set<ResourceID> = []
        var addedCount = 0
        var dependencies: Set<ResourceID> = []

        mutating func take(_ growth: SelectionGrowth) {
            added.formUnion(growth.added)
            addedCount = max(addedCount, growth.addedCount)
            dependencies.formUnion(growth.dependencies)
        }

        var sorted: SelectionGrowth {
            SelectionGrowth(added: Self.listed(added), addedCount: addedCount, dependencies: Self.listed(dependencies))
        }

        private static func listed(_ names: Set<ResourceID>) -> [ResourceID] {
            Array(names.sorted { $0.description < $1.description }.prefix(SelectionGrowth.maximumListed))
        }
    }

    /// Grows one association after the other: the first one refuses unknown resources before anything is added.
    private func grow(
        _ records: ArraySlice<AssociationRecord>,
        _ growth: Growth,
        _ primary: InstanceID,
        _ store: any PrimaryStore,
        _ selection: ResourceSelection,
        _ completion: @escaping Completion<SelectionGrowth>
    ) {
        guard let record = records.first else { return completion(.success(growth.sorted)) }
        store.select(selection, association: record.number) { [self] result in
            switch result {
            case .success(let more):
                let pair = Pair(primary: primary, replica: record.replicaID)
                runner(pair)?.post(.setAsideChanged)
                announceGrowth(pair, more)
                var grown = growth
                grown.take(more)
                grow(records.dropFirst(), grown, primary, store, selection, completion)
            case .failure(let error):
                completion(.failure(SynchronizationRefusal(storage: error)))
            }
        }
    }

    /// Told where there was any: to name again what is selected adds nothing.
    func announceGrowth(_ pair: Pair, _ growth: SelectionGrowth) {
        guard growth.addedCount > 0 else { return }
        announce(.selectionGrown, pair, message: "\(growth.addedCount) resources were added for \(pair.replica)")
    }

    package func retry(
        primary: InstanceID,
        replica: InstanceID?,
        _ filter: RetryFilter,
        completion: @escaping Completion<Int>
    ) {
        do throws(SynchronizationRefusal) {
            hurryObligations(of: primary, replica)
            if let replica {
                let (_, record) = try find(primary, replica)
                if record.stage == .disassociating { return completion(.success(0)) }
            }
            let (store, records) = try live(primary, replica)
            try requireKnown(filter.resources ?? [], records, store)
            retry(records[...], 0, primary, store, filter, completion)
        } catch {
            completion(.failure(error))
        }
    }

    private func retry(
        _ records: ArraySlice<AssociationRecord>,
        _ count: Int,
        _ primary: InstanceID,
        _ store: any PrimaryStore,
        _ filter: RetryFilter,
        _ completion: @escaping Completion<Int>
    ) {
        guard let record = records.first else { return completion(.success(count)) }
        store.forgetBackoff(of: filter, association: record.number) { [self] result in
            switch result {
            case .success(let retried):
                let runner = runner(Pair(primary: primary, replica: record.replicaID))
                runner?.post(.setAsideChanged)
                runner?.post(.probeRequested)
                retry(records.dropFirst(), count + retried, primary, store, filter, completion)
            case .failure(let error):
                completion(.failure(SynchronizationRefusal(storage: error)))
            }
        }
    }

    package func pause(
        primary: InstanceID,
        replica: InstanceID,
        _ pause: AssociationRecord.Pause,
        completion: @escaping Completion<AssociationView>
    ) {
        change(primary, replica, completion) {
            .pause($0, pause)
        } then: { [self] pair in
            runner(pair)?.post(.paused(until: pause.until))
            let until = pause.until.map { " until \($0)" } ?? ""
            announce(.replicaPaused, pair, message: "\(replica) is paused\(until): \(pause.reason)")
        }
    }

    package func resume(
        primary: InstanceID,
        replica: InstanceID,
        completion: @escaping Completion<AssociationView>
    ) {
        change(primary, replica, completion) {
            .resume($0)
        } then: { [self] pair in
            runner(pair)?.post(.resumed)
            announce(.replicaResumed, pair, message: "\(replica) goes on")
        }
    }

    package func disassociate(
        primary: InstanceID,
        replica: InstanceID,
        confirmation: String?,
        dryRun: Bool,
        completion: @escaping Completion<DisassociationReceipt>
    ) {
        let pair = Pair(primary: primary, replica: replica)
        gate.enter(pair) { [self] leave in
            let finish: Completion<DisassociationReceipt> = { result in
                completion(result)
                leave()
            }
            do throws(SynchronizationRefusal) {
                let (store, record) = try find(primary, replica)
                guard record.stage != .disassociated else {
                    throw .replicaDisassociated(primary: primary, replica: replica)
                }
                guard dryRun || confirmation == replica.description else {
                    throw .confirmationRequired(expected: replica.description)
                }
                if dryRun { return finish(.success(try receipt(pair, record, store))) }
                end(pair, record, store, finish)
            } catch {
                finish(.failure(error))
            }
        }
    }

    /// Records the intent, stops sending, and freezes the replica, now or as soon as it answers.
    private func end(
        _ pair: Pair,
        _ record: AssociationRecord,
        _ store: any PrimaryStore,
        _ completion: @escaping Completion<DisassociationReceipt>
    ) {
        store.change(.disassociate(record.number)) { [self] result in
            switch result {
            case .failure(let error):
                completion(.failure(SynchronizationRefusal(storage: error)))
            case .success:
                announce(.replicaDisassociating, pair, message: "\(pair.replica) is being frozen")
                endRun(pair) { [self] in
                    // What is behind is told after the last confirmation and before the fence is recorded.
                    let told = Result { () throws(SynchronizationRefusal) in
                        try receipt(pair, try find(pair.primary, pair.replica).1, store)
                    }
                    let once = FirstCall<Void>()
                    oblige(pair) { [self] finish in
                        freeze(pair, record, store) { outcome in
                            finish(outcome)
                            guard once.isFirst() else { return }
                            completion(self.refresh(told, pair))
                        }
                    }
                }
            }
        }
    }

    private func refresh(
        _ told: Result<DisassociationReceipt, SynchronizationRefusal>,
        _ pair: Pair
    ) -> Result<DisassociationReceipt, SynchronizationRefusal> {
        told.flatMap { receipt in
            Result { () throws(SynchronizationRefusal) in
                var receipt = receipt
                receipt.association = try replica(primary: pair.primary, replica: pair.replica)
                return receipt
            }
        }
    }

    private func receipt(
        _ pair: Pair,
        _ record: AssociationRecord,
        _ store: any PrimaryStore
    ) throws(SynchronizationRefusal) -> DisassociationReceipt {
        do {
            let view = view(pair, record)
            let behind = try store.behind(
                association: record.number,
                view: view,
                limit: SelectionGrowth.maximumListed
            )
            return DisassociationReceipt(
                association: try describe(pair, record, view, store),
                behind: behind.names,
                behindCount: behind.count
            )
        } catch {
            throw SynchronizationRefusal(storage: error)
        }
    }

    private func change(
        _ primary: InstanceID,
        _ replica: InstanceID,
        _ completion: @escaping Completion<AssociationView>,
        _ make: (AssociationNumber) -> AssociationChange,
        then: @escaping @Sendable (Pair) -> Void
    ) {
        do throws(SynchronizationRefusal) {
            let (store, record) = try find(primary, replica)
            guard record.stage != .disassociating, record.stage != .disassociated else {
                throw .replicaDisassociated(primary: primary, replica: replica)
            }
            store.change(make(record.number)) { [self] result in
                switch result {
                case .success:
                    let pair = Pair(primary: primary, replica: replica)
                    then(pair)
                    onceHandled(by: pair) {
                        completion(
                            Result { () throws(SynchronizationRefusal) in
                                try self.replica(primary: primary, replica: replica)
                            }
                        )
                    }
                case .failure(let error):
                    completion(.failure(SynchronizationRefusal(storage: error)))
                }
            }
        } catch {
            completion(.failure(error))
        }
    }

    /// Goes on, on a worker, once the runner has handled what was posted to it: whoever changed something sees it changed.
    private func onceHandled(by pair: Pair, _ body: @escaping @Sendable () -> Void) {
        guard let runner = runner(pair) else { return body() }
        runner.ping { [self] in surroundings.jobs.submit(owner: runner.owner) { _ in body() } }
    }
}
