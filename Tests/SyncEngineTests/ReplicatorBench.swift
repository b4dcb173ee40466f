// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

@testable import SyncEngine

/// A replicator at a table: events go in by hand, effects come out to be looked at.
struct ReplicatorBench {
    var core: Replicator
    var time = Duration.zero
    var skew = Duration.zero
    var alarm: Duration?
    private(set) var effects: [Effect] = []

    init(head: Int64 = 0, position: Int64 = 0, cause: FailureCause? = nil) {
        let start = SequenceNumber(position)
        core = Replicator(
            policy: ReplicationPolicy(),
            start: Replicator.Start(
                epoch: Epoch(1),
                positions: Positions(backfill: .zero, backfillEnd: .zero, live: start),
                head: SequenceNumber(head),
                isActive: true,
                pause: nil,
                replicaCause: cause,
                lastContactAt: nil,
                lastSuccessAt: nil
            ),
            seed: 1
        )
    }

    var moment: Moment {
        Moment(uptime: time, wall: Timestamp(milliseconds: 1_700_000_000_000).advanced(by: time + skew))
    }

    @discardableResult
    mutating func tell(_ event: Event) -> [Effect] {
        effects = core.handle(event, at: moment)
        for case .setAlarm(let time) in effects { alarm = time }
        return effects
    }

    /// Waits for the alarm that was asked for; answers what follows.
    @discardableResult
    mutating func wait() -> [Effect] {
        guard let alarm else { return [] }
        time = max(time, alarm)
        self.alarm = nil
        return tell(.alarm)
    }

    /// Starts, connects, and reads these rows as the whole live feed.
    mutating func connect(_ rows: [FeedRow] = [], recorded: Positions? = nil) {
        tell(.started)
        tell(.dueRead(DuePage(rows: [], nextDueAt: nil)))
        greet(recorded: recorded)
        if !rows.isEmpty { read(rows) }
    }

    mutating func greet(recorded: Positions? = nil) {
        var all = tell(.greeted(session: core.connection.session, .welcomed(recorded: recorded)))
        all += tell(.dueRead(DuePage(rows: [], nextDueAt: nil)))
        all += tell(.feedRead(FeedPage(lane: .urgent, rows: [], readThrough: core.feed.head)))
        effects = all
    }

    mutating func read(_ rows: [FeedRow], lane: FeedLane = .live) {
        tell(.feedRead(FeedPage(lane: lane, rows: rows, readThrough: core.feed.head)))
    }

    /// The replica takes everything of a push.
    mutating func confirm(_ job: PushJob) {
        tell(.pushAnswered(job: job.number, .answered(job.items.map { Self.held($0) })))
    }

    mutating func refuse(_ job: PushJob, _ code: FailureCode) {
        let answers = job.items.map { item in
            var answer = Self.held(item)
            answer.result = .failed(code, detail: nil)
            return answer
        }
        tell(.pushAnswered(job: job.number, .answered(answers)))
    }

    mutating func fail(_ job: PushJob, _ code: FailureCode, retryAfter: Duration? = nil) {
        tell(.pushAnswered(job: job.number, .failed(LinkFailure(code, retryAfter: retryAfter))))
    }

    static func held(_ item: PushItem) -> ItemAnswer {
        ItemAnswer(
            row: item.row,
            sequence: item.sequence,
            revision: item.revision,
            digest: nil,
            result: .held(epoch: Epoch(1), revision: item.revision, digest: nil)
        )
    }

    var pushes: [PushJob] { effects.compactMap { if case .push(let job) = $0 { job } else { nil } } }
    var commits: [Progress] { effects.compactMap { if case .commit(let progress) = $0 { progress } else { nil } } }
    var reads: [FeedRequest] { effects.compactMap { if case .readFeed(let request) = $0 { request } else { nil } } }
    var greets: Int { effects.count { if case .greet = $0 { true } else { false } } }
    var heartbeats: Int { effects.count { if case .heartbeat = $0 { true } else { false } } }
    var dueReads: [Timestamp] { effects.compactMap { if case .readDue(let now, _) = $0 { now } else { nil } } }
}
