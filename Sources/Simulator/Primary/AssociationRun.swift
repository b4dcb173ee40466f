// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// Runs the core of one association, as SyncRuntime's runner does: events in, effects performed.
final class AssociationRun {
    let site: ReplicaSite
    unowned let primary: PrimarySite
    let place: Int
    private(set) var core: Replicator
    private(set) var alarm: Duration?
    private var alarmNumber = 0
    private var commitsInFlight = 0
    /// Whether an operator's hold was told to the core.
    private(set) var isHeld: Bool
    private var drained: (() -> Void)?
    private let generation: Int

    private var simulation: Simulation { primary.process.simulation }
    var association: PrimaryFile.Association { primary.file.associations[place] }

    init(_ site: ReplicaSite, _ primary: PrimarySite, place: Int, policy: ReplicationPolicy, seed: UInt64) {
        self.site = site
        self.primary = primary
        self.place = place
        generation = primary.process.generation
        let record = primary.file.associations[place].record
        isHeld = record.pause != nil
        core = Replicator(
            policy: policy,
            start: Replicator.Start(
                epoch: record.epoch,
                positions: record.positions,
                head: primary.file.head,
                isActive: record.stage == .active,
                pause: record.pause.map { Replicator.Pause(until: $0.until) },
                replicaCause: record.cause,
                lastContactAt: record.lastContactAt,
                lastSuccessAt: record.lastSuccessAt
            ),
            seed: seed
        )
    }

    var view: ReplicaView { core.view(at: simulation.moment) }

    /// Sends nothing new, makes durable what is known, and calls back.
    func stop(_ completion: @escaping () -> Void) {
        drained = completion
        tell(.stopped)
    }

    func tell(_ event: Event) {
        switch event {
        case .paused: isHeld = true
        case .resumed: isHeld = false
        default: break
        }
        for effect in core.handle(event, at: simulation.moment) { perform(effect) }
        if commitsInFlight == 0, let drained {
            self.drained = nil
            drained()
        }
    }

    private func perform(_ effect: Effect) {
        switch effect {
        case .readFeed(let request): readFeed(request)
        case .readDue(let now, let limit): readDue(now, limit)
        case .greet(let session, let positions, let head): greet(session, hello(positions, head))
        case .heartbeat(let session, let positions, let head): heartbeat(session, hello(positions, head))
        case .push(let job): push(job)
        case .commit(let progress): commit(progress)
        case .setAlarm(let time): setAlarm(time)
        case .synchronized(let items): simulation.observe(.confirmed(items, site))
        case .announce(let announcement):
            simulation.trace.note(.announce, site.name) { announcement.words }
        case .endPause: primary.resume(place)
        }
    }

    private func setAlarm(_ time: Duration?) {
        alarmNumber += 1
        alarm = time
        guard let time else { return }
        let micro = max(time.wholeMicrosecondsUp - simulation.time, 0)
        primary.process.after(micro) { [self, alarmNumber] in
            guard alarmNumber == self.alarmNumber else { return }
            alarm = nil
            tell(.alarm)
        }
    }

    private func readFeed(_ request: FeedRequest) {
        primary.process.after(simulation.microseconds(100...2000)) { [self] in
            if simulation.chance(primary.readErrors) { return tell(.feedReadFailed(request.lane)) }
            let limit = simulation.isSmall && simulation.chance(0.5) ? 7 : request.limit
            let page = primary.file.page(request, of: association, limit: limit)
            primary.process.after(simulation.microseconds(50...1000)) { [self] in tell(.feedRead(page)) }
        }
    }

    private func readDue(_ now: Timestamp, _ limit: Int) {
        primary.process.after(simulation.microseconds(100...2000)) { [self] in
            if simulation.chance(primary.readErrors) { return tell(.dueReadFailed) }
            let page = primary.file.due(of: association, now: now, limit: limit)
            primary.process.after(simulation.microseconds(50...1000)) { [self] in tell(.dueRead(page)) }
        }
    }

    private func commit(_ progress: Progress) {
        commitsInFlight += 1
        let refused = { [self] in
            commitsInFlight -= 1
            tell(.commitFailed)
        }
        primary.writer.submit(refused: refused) { [self] in
            let before = association.record.positions
            let receipt = primary.file.commit(progress, of: place, now: simulation.moment.wall)
            simulation.trace.note(
                .progress,
                site.name,
                progress.positions.backfill.rawValue,
                progress.positions.live.rawValue,
                Int64(progress.setAside.count)
            ) {
                progress.cleared.map { "cleared \($0.row.rawValue)" }.joined(separator: " ")
            }
            for row in progress.cleared { simulation.trace.note(.progress, site.name, row.row.rawValue) { "cleared" } }
            for row in progress.setAside { site.record.failures[row.cause.code, default: 0] += 1 }
            simulation.observe(.progressed(progress, before: before, site))
            return receipt
        } answer: { [self] in
            commitsInFlight -= 1
            tell(.committed($0))
        }
    }

    func hello(_ positions: Positions, _ head: SequenceNumber) -> Hello {
        Hello(
            primaryID: primary.file.instance.id,
            epoch: association.record.epoch,
            positions: positions,
            head: head
        )
    }

    /// Connections of an earlier process are not known by numbers of this one.
    func connection(_ session: Int) -> Int { generation * 1_000_000 + session }
}

extension Duration {
    /// In microseconds, rounded up: nothing wakes before its time.
    var wholeMicrosecondsUp: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + (attoseconds + 999_999_999_999) / 1_000_000_000_000
    }
}
