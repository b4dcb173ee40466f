// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

extension AssociationRun {
    private var simulation: Simulation { primary.process.simulation }

    func greet(_ session: Int, _ hello: Hello) {
        site.record.hellos += 1
        simulation.observe(.attempted(site))
        let number = connection(session)
        simulation.trace.note(.greet, site.name, Int64(session)) { "" }
        site.route.request(
            deadline: ReplicationPolicy().connectTimeout,
            refusal: .replicaUnreachable,
            serve: { [site] answer in site.greet(hello, connection: number, answer: answer) },
            completion: { [self] (result: Result<Result<ReplicaGreeting, LinkFailure>, LinkFailure>) in
                heard(result)
                switch result.flatMap({ $0 }) {
                case .success(let greeting):
                    let outcome = HelloOutcome.welcomed(recorded: greeting.recorded, head: greeting.recordedHead)
                    tell(.greeted(session: session, outcome))
                case .failure(let failure):
                    failed(failure)
                    tell(.greeted(session: session, .failed(failure)))
                }
            }
        )
    }

    func heartbeat(_ session: Int, _ hello: Hello) {
        site.record.heartbeats += 1
        let number = connection(session)
        simulation.trace.note(.heartbeat, site.name, Int64(session)) { "" }
        site.route.request(
            deadline: ReplicationPolicy().requestTimeout,
            refusal: .connectionLost,
            serve: { [site] answer in site.heartbeat(hello, connection: number, answer: answer) },
            completion: { [self] (result: Result<LinkFailure?, LinkFailure>) in
                heard(result)
                let failure =
                    switch result {
                    case .success(let failure): failure
                    case .failure(let failure): failure
                    }
                if let failure { failed(failure) }
                tell(.heartbeatAnswered(session: session, failure: failure))
            }
        )
    }

    func push(_ job: PushJob) {
        site.record.pushes += 1
        site.record.items += job.items.count
        simulation.trace.note(.push, site.name, Int64(job.number), Int64(job.items.count)) {
            job.items.map { "\($0.resourceID) r\($0.revision)" }.joined(separator: ", ")
        }
        simulation.observe(.pushed(job, site))
        primary.budget.acquire(job.size, owner: site.index, isUrgent: job.isUrgent) { [self] in
            primary.process.after(simulation.microseconds(100...3000)) { [self] in send(job) }
        }
    }

    /// The worker loads what is newest.
    private func send(_ job: PushJob) {
        let loaded = job.items.map { primary.file.resource($0.row) }
        let unread = loaded.filter { _ in simulation.chance(primary.readErrors) }
        let unreadRows = Set(unread.map(\.row))
        let items = loaded.filter { !unreadRows.contains($0.row) }
        let answers = unread.map(Self.unreadable)
        guard !items.isEmpty else { return end(job, .answered(answers)) }
        if items.contains(where: { site.poison.contains($0.row) }) {
            return primary.process.after(simulation.microseconds(10_000...50_000)) { [self] in
                end(job, .failed(LinkFailure(.connectionLost)))
            }
        }
        let hello = hello(job.positions, items.reduce(job.head) { max($0, $1.sequence) })
        let number = connection(job.session)
        site.route.request(
            deadline: ReplicationPolicy().requestTimeout,
            refusal: .connectionLost,
            isRepeatable: true,
            serve: { [site] answer in site.receive(items, hello, connection: number, answer: answer) },
            completion: { [self] (result: Result<PushOutcome, LinkFailure>) in
                heard(result)
                switch result {
                case .success(.answered(let held)): end(job, .answered(held + answers))
                case .success(let outcome): end(job, outcome)
                case .failure(let failure): end(job, .failed(failure))
                }
            }
        )
    }

    private func end(_ job: PushJob, _ outcome: PushOutcome) {
        primary.budget.release(job.size)
        if case .failed(let failure) = outcome { failed(failure) }
        simulation.trace.note(.answer, site.name, Int64(job.number)) { outcome.words }
        simulation.observe(.answered(job, outcome, site))
        tell(.pushAnswered(job: job.number, outcome))
    }

    private func failed(_ failure: LinkFailure) {
        site.record.failures[failure.code, default: 0] += 1
        simulation.observe(.failed(failure, site))
    }

    /// Whatever it said, it is there.
    private func heard<Answer>(_ result: Result<Answer, LinkFailure>) {
        if case .success = result { simulation.observe(.heard(site)) }
    }

    private static func unreadable(_ resource: StoredResource) -> ItemAnswer {
        ItemAnswer(
            row: resource.row,
            sequence: resource.sequence,
            revision: resource.revision,
            digest: nil,
            result: .failed(.primaryReadFailed, detail: nil)
        )
    }
}

extension PushOutcome {
    /// The outcome in a line of the trace.
    var words: String {
        switch self {
        case .helloAgain: "hello again"
        case .failed(let failure): failure.code.rawValue
        case .answered(let answers):
            answers.map { answer in
                switch answer.result {
                case .held(_, let revision, _): "\(answer.row.rawValue) r\(revision)"
                case .failed(let code, _): "\(answer.row.rawValue) \(code.rawValue)"
                }
            }.joined(separator: ", ")
        }
    }
}

extension Announcement {
    /// The announcement in a line of the trace.
    var words: String {
        switch self {
        case .connected: "answers again"
        case .backingOff(let cause): "backing off: \(cause.code.rawValue)"
        case .down(let cause): "down: \(cause.code.rawValue)"
        case .resourceFailed(let id, let revision, let cause): "\(id) r\(revision) failed: \(cause.code.rawValue)"
        case .inSync: "in sync"
        }
    }
}
