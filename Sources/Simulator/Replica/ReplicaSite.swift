// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// The region of a replica: its process, its file, and what its requests are answered.
final class ReplicaSite {
    let index: Int
    let plan: Scenario.Replica
    let id: InstanceID
    let process: Process
    let writer: GroupWriter
    let route: Route
    var file: ReplicaFile
    var record = ReplicaRecord()
    var behind = BehindLedger()
    /// Whether an operator asked for it to follow.
    var isWanted = false
    /// Its association in the primary's file, once reserved.
    var association: Int?
    var run: AssociationRun?
    var faults: [PlannedFault] = []
    /// Rows that break the connection that carries them.
    var poison: Set<RowID> = []
    /// What it was when the last backup was made.
    var backup: ReplicaFile?
    /// Whether it was restored to an older state in this run.
    var wasRestored = false
    /// Whether anything was set aside for it in this run.
    var wasAnythingSetAside = false
    /// Faults in force that may hold it up.
    var isTroubled = 0
    /// When anything last was wrong with it, in microseconds.
    var lastTrouble: Int64 = 0
    private var connections: Set<Int> = []
    private var second: Int64 = -1
    private var requestsInSecond = 0.0

    var name: String { plan.name }
    private var simulation: Simulation { process.simulation }

    /// Whether changes reach it, as far as the simulator knows.
    var isHealthy: Bool {
        isTroubled == 0 && !isPaused && isAftermathOver && run.map { $0.view.connection == .connected } ?? false
    }

    /// Whether what was lost before the last trouble ended was given up since: a request's deadline, and a little more.
    var isAftermathOver: Bool { lastTrouble == 0 || simulation.time - lastTrouble > 11_000_000 }

    /// Whether an operator holds it, durably.
    var isPaused: Bool { association.map { simulation.primary.file.associations[$0].record.pause != nil } ?? false }

    init(_ index: Int, _ plan: Scenario.Replica, primary: Process, _ simulation: Simulation, now: Timestamp) {
        self.index = index
        self.plan = plan
        id = InstanceID(stored: plan.name)
        process = Process(plan.name, simulation)
        writer = GroupWriter(process)
        route = Route(from: primary, to: process, latency: plan.latency)
        file = ReplicaFile(
            instance: Instance(
                id: id,
                region: plan.name,
                residencyZone: plan.zone,
                accountID: "default",
                role: .standalone,
                primaryID: nil,
                keyQuota: Quota(limit: 1_000_000, used: 0),
                secretQuota: Quota(limit: 1_000_000, used: 0),
                headSequence: .zero,
                createdAt: now
            )
        )
        process.forget = { [unowned self] in
            writer.forget()
            connections = []
        }
    }

    func follow(_ primary: Instance, epoch: Epoch, positions: Positions, answer: @escaping ([Violation]) -> Void) {
        writer.submit { [self] in
            let violations = file.follow(primary, epoch: epoch, positions: positions)
            simulation.trace.note(.follow, name, epoch.rawValue, Int64(violations.count)) { "" }
            if violations.isEmpty { simulation.observe(.followed(self)) }
            return violations
        } answer: {
            answer($0)
        }
    }

    func freeze(_ primaryID: InstanceID, epoch: Epoch, answer: @escaping () -> Void) {
        writer.submit { [self] in
            file.freeze(primaryID, epoch: epoch)
            simulation.trace.note(.freeze, name, file.following?.epoch.rawValue ?? 0) { "" }
            simulation.observe(.froze(self))
        } answer: {
            answer()
        }
    }

    /// A hello opens a connection, which ends with the process.
    func greet(
        _ hello: Hello,
        connection: Int,
        answer: @escaping (Result<ReplicaGreeting, LinkFailure>) -> Void
    ) {
        if let failure = throttled() { return answer(.failure(failure)) }
        let greeting = file.greet(hello, records: false)
        if case .success = greeting { connections.insert(connection) }
        answer(greeting)
    }

    func heartbeat(_ hello: Hello, connection: Int, answer: @escaping (LinkFailure?) -> Void) {
        guard connections.contains(connection) else { return answer(LinkFailure(.connectionLost)) }
        let refused = { answer(LinkFailure(.replicaStorageFull)) }
        writer.submit(refused: refused) { [self] () -> LinkFailure? in
            switch file.greet(hello, records: true) {
            case .success: nil
            case .failure(let failure): failure
            }
        } answer: {
            answer($0)
        }
    }

    /// What becomes of a batch.
    func receive(
        _ batch: [StoredResource],
        _ hello: Hello,
        connection: Int,
        answer: @escaping (PushOutcome) -> Void
    ) {
        guard connections.contains(connection) else { return answer(.helloAgain) }
        if let failure = throttled() { return answer(.failed(failure)) }
        let refused = { answer(.failed(LinkFailure(.replicaStorageFull))) }
        writer.submit(refused: refused) { [self] in
            if let refusal = file.refusal(of: hello) { return refusal }
            let answers = batch.map { apply($0, hello.epoch) }
            file.record(hello.positions, hello.head)
            return .answered(answers)
        } answer: { (outcome: PushOutcome) in
            answer(outcome)
        }
    }

    private func apply(_ resource: StoredResource, _ epoch: Epoch) -> ItemAnswer {
        let refusals: [FailureCode] = [.secretQuotaExceeded, .payloadTooLarge, .primaryReadFailed, .nameConflict]
        let refusal = simulation.chance(route.weather.refusals) ? simulation.pick(refusals) : nil
        let before = file.held(resource.row)
        let result =
            refusal.map { ItemAnswer.Result.failed($0, detail: nil) } ?? file.apply(resource, epoch: epoch)
        let after = file.held(resource.row)
        if after?.version != before?.version {
            record.applied += 1
            simulation.trace.note(.apply, name, resource.row.rawValue, resource.revision.rawValue) { "\(resource.id)" }
        } else if refusal == nil {
            record.repeated += 1
        }
        if let after, after.version != before?.version { simulation.observe(.applied(after, before: before, self)) }
        return ItemAnswer(
            row: resource.row,
            sequence: resource.sequence,
            revision: resource.revision,
            digest: resource.digest,
            result: result
        )
    }

    private func throttled() -> LinkFailure? {
        guard let rate = route.weather.rate else { return nil }
        let now = simulation.time / 1_000_000
        if now != second {
            second = now
            requestsInSecond = 0
        }
        requestsInSecond += 1
        return requestsInSecond > rate ? LinkFailure(.replicaThrottled, retryAfter: .seconds(2)) : nil
    }
}
