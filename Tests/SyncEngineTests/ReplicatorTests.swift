// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel
import Testing

@testable import SyncEngine

@Suite
struct ReplicatorTests {
    private func rows(_ range: ClosedRange<Int64>) -> [FeedRow] { range.map { .sample($0, sequence: $0) } }

    @Test
    func `an idle replica gets a heartbeat every five seconds and nothing else`() {
        var bench = ReplicatorBench()
        bench.connect()
        for beat in 1...3 {
            bench.wait()
            #expect(bench.heartbeats == 1 && bench.time == .seconds(5 * beat))
            bench.tell(.heartbeatAnswered(session: 1, failure: nil))
            #expect(bench.commits.isEmpty)
        }
    }

    @Test
    func `no alarm rings while an answer is outstanding`() {
        var bench = ReplicatorBench(head: 1)
        bench.connect(rows(1...1))
        bench.time = .seconds(7)
        bench.tell(.headMoved(SequenceNumber(1), urgently: false))
        #expect(bench.alarm.map { $0 > bench.time } ?? true)
    }

    @Test
    func `confirmations are committed after half a second, failures at once`() throws {
        var bench = ReplicatorBench(head: 2)
        bench.connect(rows(1...2))
        let job = try #require(bench.pushes.first)
        var answers = job.items.map { ReplicatorBench.held($0) }
        bench.tell(.pushAnswered(job: job.number, .answered([answers[0]])))
        #expect(bench.commits.isEmpty && bench.alarm == .milliseconds(500))
        let second = try #require(bench.pushes.first)
        bench.wait()
        #expect(bench.commits.first?.positions.live == SequenceNumber(1))
        bench.tell(.committed(CommitReceipt(nextDueAt: nil, hasSetAside: false)))
        answers[1].result = .failed(.payloadTooLarge, detail: nil)
        bench.tell(.pushAnswered(job: second.number, .answered([answers[1]])))
        let commit = try #require(bench.commits.first)
        #expect(commit.positions.live == SequenceNumber(2) && commit.setAside.map(\.row) == [RowID(2)])
    }

    @Test
    func `a commit that failed loses nothing and is repeated after a second`() throws {
        var bench = ReplicatorBench(head: 1)
        bench.connect(rows(1...1))
        bench.refuse(try #require(bench.pushes.first), .payloadTooLarge)
        #expect(bench.commits.count == 1)
        bench.tell(.commitFailed)
        #expect(bench.commits.isEmpty && bench.alarm == .seconds(1))
        bench.wait()
        #expect(bench.commits.first?.setAside.count == 1 && bench.core.feed.positions.live == .zero)
    }

    @Test
    func `nothing is sent while paused, and everything after`() {
        var bench = ReplicatorBench(head: 3)
        bench.tell(.paused(until: bench.moment.wall.advanced(by: .seconds(10))))
        bench.connect()
        #expect(bench.reads.isEmpty && bench.pushes.isEmpty)
        while bench.time < .seconds(10) {
            bench.wait()
            if bench.heartbeats > 0 { bench.tell(.heartbeatAnswered(session: 1, failure: nil)) }
        }
        #expect(bench.core.pause == nil)
        bench.read([], lane: .urgent)
        bench.read(rows(1...3))
        #expect(bench.pushes.first?.items.count == 3)
    }

    @Test
    func `urgent rows go ahead of a full window`() throws {
        var bench = ReplicatorBench(head: 3000)
        bench.connect()
        bench.tell(
            .feedRead(FeedPage(lane: .live, rows: rows(1...1024), readThrough: SequenceNumber(1024)))
        )
        #expect(bench.pushes.count == 4 && bench.pushes.allSatisfy { !$0.isUrgent })
        bench.tell(.headMoved(SequenceNumber(3001), urgently: true))
        #expect(bench.reads.contains { $0.lane == .urgent })
        bench.read([.sample(9999, sequence: 3001)], lane: .urgent)
        let job = try #require(bench.pushes.first)
        #expect(job.isUrgent && job.items.map(\.row) == [RowID(9999)])
        bench.confirm(job)
        #expect(bench.core.view(at: bench.moment).ahead[RowID(9999)] == Revision(1))
    }

    @Test
    func `changes that are not urgent cause no urgent reads`() {
        var bench = ReplicatorBench(head: 1)
        bench.connect()
        bench.tell(.headMoved(SequenceNumber(2), urgently: true))
        #expect(bench.reads.contains { $0.lane == .urgent })
        bench.tell(.headMoved(SequenceNumber(3), urgently: false))
        bench.tell(.feedRead(FeedPage(lane: .urgent, rows: [], readThrough: SequenceNumber(2))))
        #expect(!bench.reads.contains { $0.lane == .urgent })
    }

    @Test
    func `a row that is no longer there is set aside, not sent again at once`() throws {
        var bench = ReplicatorBench(head: 1)
        bench.connect(rows(1...1))
        bench.tell(.pushAnswered(job: try #require(bench.pushes.first).number, .answered([])))
        #expect(bench.pushes.isEmpty && bench.commits.first?.setAside.first?.cause.code == .primaryReadFailed)
    }

    @Test
    func `a due read that overlaps an attempt does not repeat the attempt`() throws {
        var bench = ReplicatorBench()
        bench.connect()
        let record = SetAsideRecord(revision: Revision(1), cause: .sample(.primaryReadFailed))
        let row = FeedRow.sample(1, sequence: 1, setAside: record)
        bench.tell(.setAsideChanged)
        bench.tell(.dueRead(DuePage(rows: [row], nextDueAt: nil)))
        let job = try #require(bench.pushes.first)
        bench.tell(.setAsideChanged)
        bench.tell(.dueRead(DuePage(rows: [row], nextDueAt: nil)))
        bench.refuse(job, .primaryReadFailed)
        #expect(bench.pushes.isEmpty && bench.commits.first?.setAside.first?.cause.attempts == 2)
        bench.tell(.setAsideChanged)
        bench.tell(.dueRead(DuePage(rows: [row], nextDueAt: nil)))
        #expect(bench.pushes.isEmpty)
    }

    @Test
    func `due rows that cannot be sent yet ring no alarm`() {
        var bench = ReplicatorBench()
        bench.connect()
        bench.core.sending.limiter.throttled(retryAfter: .seconds(60), at: bench.time)
        let record = SetAsideRecord(revision: Revision(1), cause: .sample(.primaryReadFailed))
        let rows = (1...300).map { FeedRow.sample($0, sequence: $0, setAside: record) }
        bench.tell(.setAsideChanged)
        bench.tell(.dueRead(DuePage(rows: rows, nextDueAt: bench.moment.wall)))
        #expect(bench.pushes.isEmpty && bench.alarm == .seconds(5))
    }

    @Test
    func `a next attempt from before the clock was set back comes within 300 seconds`() throws {
        var bench = ReplicatorBench()
        bench.tell(.started)
        bench.tell(.greeted(session: 1, .welcomed(recorded: nil)))
        let later = bench.moment.wall.advanced(by: .seconds(86_400 * 365))
        bench.tell(.dueRead(DuePage(rows: [], nextDueAt: later)))
        var read: Timestamp?
        while read == nil, bench.time < .seconds(400) {
            bench.wait()
            read = bench.dueReads.first
            if bench.heartbeats > 0 { bench.tell(.heartbeatAnswered(session: 1, failure: nil)) }
        }
        #expect(read == later && bench.time == .seconds(300))
    }
}
