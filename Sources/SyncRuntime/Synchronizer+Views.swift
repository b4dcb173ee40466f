// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncEngine
package import SyncModel

extension Synchronizer {
    package func replicas(of primary: InstanceID?) throws(SynchronizationRefusal) -> [AssociationView] {
        if let primary, surroundings.stores.primary(primary) == nil { throw .instanceNotFound(primary) }
        var views: [AssociationView] = []
        for id in primary.map({ [$0] }) ?? surroundings.stores.instanceIDs() {
            guard let store = surroundings.stores.primary(id) else { continue }
            do {
                for record in try store.associations() {
                    let pair = Pair(primary: id, replica: record.replicaID)
                    views.append(try describe(pair, record, view(pair, record), store))
                }
            } catch {
                throw SynchronizationRefusal(storage: error)
            }
        }
        return views
    }

    package func replica(
        primary: InstanceID,
        replica: InstanceID
    ) throws(SynchronizationRefusal) -> AssociationView {
        let (store, record) = try find(primary, replica)
        let pair = Pair(primary: primary, replica: replica)
        do {
            return try describe(pair, record, view(pair, record), store)
        } catch {
            throw SynchronizationRefusal(storage: error)
        }
    }

    package func resources(
        of primary: InstanceID,
        _ query: ResourceQuery
    ) throws(SynchronizationRefusal) -> (rows: [SynchronizedResource], next: ResourceQuery.PageMark?) {
        guard let store = surroundings.stores.primary(primary) else { throw .instanceNotFound(primary) }
        do {
            try Self.requireNoReplica(store)
            let all = try store.associations()
            let records = all.filter { query.replicaID == nil || $0.replicaID == query.replicaID }
            if let replica = query.replicaID, records.isEmpty {
                throw SynchronizationRefusal.replicaNotFound(primary: primary, replica: replica)
            }
            var rows: [SynchronizedResource] = []
            for record in records {
                let view = view(Pair(primary: primary, replica: record.replicaID), record)
                rows += try ResourceLister(store: store, record: record, view: view, query: query).rows()
            }
            rows.sort { ($0.resourceID.description, $0.replicaID) < ($1.resourceID.description, $1.replicaID) }
            let page = Array(rows.prefix(query.limit))
            let next = rows.count > query.limit ? page.last.map(ResourceQuery.PageMark.init) : nil
            return (page, next)
        } catch {
            throw SynchronizationRefusal(storage: error)
        }
    }

    package func explain(
        _ resource: ResourceID,
        primary: InstanceID,
        replica: InstanceID
    ) throws(SynchronizationRefusal) -> ExplainedResource {
        guard let store = surroundings.stores.primary(primary) else { throw .instanceNotFound(primary) }
        do {
            try Self.requireNoReplica(store)
            let (_, record) = try find(primary, replica)
            // The view is taken first: what the file says of later changes wins.
            let view = view(Pair(primary: primary, replica: replica), record)
            guard let account = try store.account(of: resource, association: record.number) else {
                throw SynchronizationRefusal.resourcesNotFound([resource])
            }
            let now = surroundings.scheduling.now.wall
            let explanation = Explanation(account, primaryID: primary, record, view, now: now)
            guard let derived = explanation.status else {
                throw SynchronizationRefusal.notSynchronized(
                    primary: primary,
                    replica: replica,
                    resource,
                    explanation: explanation.text
                )
            }
            let row = SynchronizedResource(
                resourceID: resource,
                replicaID: replica,
                derived: derived,
                revision: account.standing.revision
            )
            return ExplainedResource(row: row, text: explanation.text, timeline: explanation.timeline)
        } catch {
            throw SynchronizationRefusal(storage: error)
        }
    }

    func find(
        _ primary: InstanceID,
        _ replica: InstanceID
    ) throws(SynchronizationRefusal) -> (any PrimaryStore, AssociationRecord) {
        guard let store = surroundings.stores.primary(primary) else { throw .instanceNotFound(primary) }
        do {
            guard let record = try store.associations().first(where: { $0.replicaID == replica }) else {
                throw SynchronizationRefusal.replicaNotFound(primary: primary, replica: replica)
            }
            return (store, record)
        } catch {
            throw SynchronizationRefusal(storage: error)
        }
    }

    /// The associations that replicate: of one replica, or of all.
    func live(
        _ primary: InstanceID,
        _ replica: InstanceID?
    ) throws(SynchronizationRefusal) -> (any PrimaryStore, [AssociationRecord]) {
        if let replica {
            let (store, record) = try find(primary, replica)
            guard record.stage != .disassociating, record.stage != .disassociated else {
                throw .replicaDisassociated(primary: primary, replica: replica)
            }
            return (store, [record])
        }
        guard let store = surroundings.stores.primary(primary) else { throw .instanceNotFound(primary) }
        do {
            try Self.requireNoReplica(store)
            return (store, try store.associations().filter { $0.stage == .reserving || $0.isReplicating })
        } catch {
            throw SynchronizationRefusal(storage: error)
        }
    }

    /// Where a replica is named in place of its primary, an empty answer would look like a good one.
    private static func requireNoReplica(_ store: any PrimaryStore) throws {
        let instance = try store.instance()
        guard !instance.role.acceptsChanges, let primary = instance.primaryID else { return }
        let reason = "\(instance.id) is a replica of \(primary): name the primary"
        throw SynchronizationRefusal.invalidInput(InvalidInput(field: "primaryInstanceId", reason: reason))
    }

    /// Refuses resources that stand in the scope of none of the associations.
    func requireKnown(
        _ resources: [ResourceID],
        _ records: [AssociationRecord],
        _ store: any PrimaryStore
    ) throws(SynchronizationRefusal) {
        do {
            let unknown = try resources.filter { resource in
                try records.allSatisfy { record in
                    let query = StandingQuery(resource, association: record.number, positions: record.positions)
                    return try store.standings(query).isEmpty
                }
            }
            guard unknown.isEmpty else { throw SynchronizationRefusal.resourcesNotFound(unknown) }
        } catch {
            throw SynchronizationRefusal(storage: error)
        }
    }

    /// What the runner knows, or what the record says where none runs.
    func view(_ pair: Pair, _ record: AssociationRecord) -> ReplicaView {
        if let runner = runner(pair) { return runner.view() }
        let isOver = record.stage == .disassociated
        let owed = owedFailure(pair)
        return ReplicaView(
            positions: record.positions,
            inFlight: [],
            ahead: [:],
            connection: isOver ? .down : owed == nil ? .connecting : .backingOff,
            cause: isOver ? nil : owed ?? record.cause,
            lastContactAt: record.lastContactAt,
            lastSuccessAt: record.lastSuccessAt,
            throttledUntil: nil,
            isPaused: record.pause != nil,
            isDetached: isOver,
            isContactFresh: false
        )
    }

    func describe(
        _ pair: Pair,
        _ record: AssociationRecord,
        _ view: ReplicaView,
        _ store: any PrimaryStore
    ) throws -> AssociationView {
        let tally = try store.tally(association: record.number, view: view)
        let causes = tally.causes.map { CauseCount(code: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.code.rawValue) < ($0.count, $1.code.rawValue) }
        return AssociationView(
            primaryID: pair.primary,
            replicaID: pair.replica,
            address: "local",
            region: record.region,
            type: record.type,
            state: record.state,
            connection: view.connection,
            cause: view.cause,
            epoch: record.epoch,
            appliedSequence: view.positions.applied,
            headSequence: store.headSequence,
            lag: try lag(record, view, store),
            lastContactAt: view.lastContactAt,
            lastSuccessAt: view.lastSuccessAt,
            pausedReason: record.pause?.reason,
            counts: StatusCounts(tally, view),
            causes: causes
        )
    }

    /// Zero only together with fresh contact: silence is not being in sync.
    private func lag(_ record: AssociationRecord, _ view: ReplicaView, _ store: any PrimaryStore) throws -> Duration? {
        guard !view.isDetached else { return nil }
        if let oldest = try store.oldestOutstanding(association: record.number, positions: view.positions) {
            // Zero means that nothing is outstanding, so what is a moment old, or was set back in time, is not zero.
            return max(.milliseconds(1), surroundings.scheduling.now.wall.since(oldest))
        }
        return view.isContactFresh ? .zero : nil
    }
}

extension StatusCounts {
    init(_ tally: Tally, _ view: ReplicaView) {
        let total = tally.pending + tally.inProgress + tally.inSync + tally.failed
        if view.isDetached {
            self.init(pending: 0, inProgress: 0, inSync: 0, failed: 0, unknown: 0, detached: total)
        } else {
            self.init(
                pending: tally.pending,
                inProgress: tally.inProgress,
                inSync: view.isContactFresh ? tally.inSync : 0,
                failed: tally.failed,
                unknown: view.isContactFresh ? 0 : tally.inSync,
                detached: 0
            )
        }
    }
}

extension ResourceQuery.PageMark {
    init(_ row: SynchronizedResource) {
        self.init(resourceID: row.resourceID.description, replicaID: row.replicaID.description)
    }
}
