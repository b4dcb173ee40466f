// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

extension World {
    func tell(_ event: Event) {
        handled += 1
        if case .alarm = event {} else { idleAlarms = 0 }
        if case .pushAnswered(let job, _) = event {
            for row in outstanding.removeValue(forKey: job) ?? [] { inFlight.remove(row) }
        }
        let effects = core.handle(event, at: moment)
        if case .alarm = event {
            let isIdle = effects.allSatisfy { if case .setAlarm = $0 { true } else { false } }
            idleAlarms = isIdle && (alarmAt ?? time) <= time ? idleAlarms + 1 : 0
            if idleAlarms > 3 { fail("alarms follow each other without time passing") }
        }
        if handled > 200_000 { fail("more than 200,000 events") }
        for effect in effects { perform(effect) }
    }

    private func perform(_ effect: Effect) {
        switch effect {
        case .readFeed(let request): readFeed(request)
        case .readDue(let now, let limit): readDue(now, limit)
        case .greet(let session, _, _): greet(session)
        case .heartbeat(let session, let positions, _): heartbeat(session, positions)
        case .push(let job): push(job)
        case .commit(let progress): commit(progress)
        case .setAlarm(let at):
            alarmToken += 1
            alarmAt = at
            if let at { schedule(after: max(at - time, .zero), .alarm(token: alarmToken)) }
        case .synchronized, .announce, .endPause: break
        }
    }

    private func readFeed(_ request: FeedRequest) {
        let limit = Bool.random(using: &random) ? 7 : request.limit
        schedule(
            after: delay(4),
            .perform { world in
                let fails = world.chance(world.faults.readFailure)
                let page = world.primary.page(request, limit: limit)
                world.schedule(after: world.delay(20), .tell(fails ? .feedReadFailed(request.lane) : .feedRead(page)))
            }
        )
    }

    private func readDue(_ now: Timestamp, _ limit: Int) {
        schedule(
            after: delay(4),
            .perform { world in
                let fails = world.chance(world.faults.readFailure)
                let page = world.primary.due(now: now, limit: limit)
                world.schedule(after: world.delay(20), .tell(fails ? .dueReadFailed : .dueRead(page)))
            }
        )
    }

    private func commit(_ progress: Progress) {
        schedule(
            after: delay(10),
            .perform { world in
                if world.chance(world.faults.commitFailure) {
                    return world.schedule(after: world.delay(5), .tell(.commitFailed))
                }
                let receipt = world.primary.commit(progress, now: world.moment.wall)
                world.checkCommit(progress)
                world.schedule(after: world.delay(10), .tell(.committed(receipt)))
            }
        )
    }

    /// A request and its answer on the network; `answer` runs at the replica.
    private func request(
        deadline: Duration,
        lost: Event,
        refused: Event,
        isRepeatable: Bool = false,
        answer: @escaping (World) -> Event
    ) {
        if isOut { return schedule(after: delay(20), .tell(refused)) }
        let isLost = chance(faults.loss)
        let isAnswerLost = chance(faults.loss)
        if isLost { return schedule(after: deadline, .tell(lost)) }
        let isDoubled = isRepeatable && chance(faults.duplication)
        schedule(
            after: delay(40),
            dies: false,
            .perform { [generation] world in
                let event = answer(world)
                guard world.generation == generation else { return }
                isAnswerLost
                    ? world.schedule(after: deadline, .tell(lost))
                    : world.schedule(after: world.delay(40), .tell(event))
            }
        )
        guard isDoubled else { return }
        schedule(after: delay(3000), dies: false, .perform { world in _ = answer(world) })
    }

    private func greet(_ session: Int) {
        let connection = generation * 1000 + session
        request(
            deadline: policy.connectTimeout,
            lost: .greeted(session: session, .failed(LinkFailure(.deadlineExceeded))),
            refused: .greeted(session: session, .failed(LinkFailure(.replicaUnreachable)))
        ) { world in
            world.replica.sessions.insert(connection)
            world.isRestoreUnknown = false
            return .greeted(session: session, .welcomed(recorded: world.replica.recorded))
        }
    }

    private func heartbeat(_ session: Int, _ positions: Positions) {
        let connection = generation * 1000 + session
        let lost = LinkFailure(.deadlineExceeded)
        request(
            deadline: policy.requestTimeout,
            lost: .heartbeatAnswered(session: session, failure: lost),
            refused: .heartbeatAnswered(session: session, failure: LinkFailure(.connectionLost))
        ) { world in
            guard world.replica.sessions.contains(connection) else {
                return .heartbeatAnswered(session: session, failure: LinkFailure(.connectionLost))
            }
            world.replica.recorded = positions
            return .heartbeatAnswered(session: session, failure: nil)
        }
    }

    private func push(_ job: PushJob) {
        pushes += 1
        checkPush(job)
        outstanding[job.number] = job.items.map(\.row)
        for item in job.items { inFlight.insert(item.row) }
        let connection = generation * 1000 + job.session
        // The worker loads what is newest a little later.
        schedule(
            after: delay(5),
            .perform { world in
                let loaded = job.items.map { world.primary.resources[Int($0.row.rawValue)] }
                let answered: (PushOutcome) -> Event = { .pushAnswered(job: job.number, $0) }
                if world.isFaulty && loaded.contains(where: { world.poison.contains($0.row) }) {
                    return world.schedule(
                        after: .milliseconds(30),
                        .tell(answered(.failed(LinkFailure(.connectionLost))))
                    )
                }
                world.request(
                    deadline: world.policy.requestTimeout,
                    lost: answered(.failed(LinkFailure(.deadlineExceeded))),
                    refused: answered(.failed(LinkFailure(.connectionLost))),
                    isRepeatable: true
                ) { answered($0.receive(loaded, connection, job.positions)) }
            }
        )
    }

    /// What the replica does with a batch.
    private func receive(
        _ loaded: [PrimaryModel.Resource],
        _ connection: Int,
        _ positions: Positions
    ) -> PushOutcome {
        guard replica.sessions.contains(connection) else { return .helloAgain }
        if chance(faults.throttling) { return .failed(LinkFailure(.replicaThrottled, retryAfter: .seconds(2))) }
        if chance(faults.fullness) { return .failed(LinkFailure(.replicaStorageFull)) }
        var answers: [ItemAnswer] = []
        for resource in loaded {
            let causes: [FailureCode] = [.integrityFailed, .secretQuotaExceeded, .payloadTooLarge, .primaryReadFailed]
            let refusal = chance(faults.itemFailure) ? causes.randomElement(using: &random) : nil
            let before = replica.held[resource.row]?.revision ?? .zero
            let result = replica.apply(resource, refusal: refusal)
            let after = replica.held[resource.row]?.revision ?? .zero
            if after < before { fail("\(resource.id) went back from revision \(before) to \(after)") }
            answers.append(
                ItemAnswer(
                    row: resource.row,
                    sequence: resource.sequence,
                    revision: resource.revision,
                    digest: PrimaryModel.digest(resource.row, resource.revision),
                    result: result
                )
            )
        }
        replica.recorded = positions
        return .answered(answers)
    }
}
