// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel
import Testing

@testable import SyncEngine

@Suite
struct ReplicatorConnectionTests {
    private func rows(_ range: ClosedRange<Int64>) -> [FeedRow] { range.map { .sample($0, sequence: $0) } }

    private func positions(_ live: Int64) -> Positions {
        Positions(backfill: .zero, backfillEnd: .zero, live: SequenceNumber(live))
    }

    @Test
    func `an outage of a day is one row, and a few hundred hellos`() {
        var bench = ReplicatorBench(head: 5)
        bench.tell(.started)
        var commits = 0
        var greets = 1
        while bench.time < .seconds(86_400) {
            bench.tell(.greeted(session: bench.core.connection.session, .failed(LinkFailure(.replicaUnreachable))))
            commits += bench.commits.count
            bench.tell(.headMoved(SequenceNumber(Int64(greets) + 5), urgently: true))
            bench.wait()
            while bench.greets == 0 {
                commits += bench.commits.count
                if !bench.commits.isEmpty { bench.tell(.committed(CommitReceipt(nextDueAt: nil, hasSetAside: false))) }
                bench.wait()
            }
            #expect(bench.reads.isEmpty && bench.pushes.isEmpty)
            greets += 1
        }
        #expect(commits == 1 && (240...400).contains(greets), "\(commits) commits, \(greets) hellos")
    }

    @Test
    func `an outage is told of when it begins to suspend attempts, and once more when it has lasted`() {
        var bench = ReplicatorBench(head: 5)
        bench.tell(.started)
        var told: [Duration] = []
        while bench.time < .seconds(3600) {
            bench.tell(.greeted(session: bench.core.connection.session, .failed(LinkFailure(.replicaUnreachable))))
            for case .announce(.backingOff(let cause)) in bench.effects {
                told.append(cause.lastFailedAt.since(cause.firstFailedAt))
            }
            while bench.greets == 0 {
                if !bench.commits.isEmpty { bench.tell(.committed(CommitReceipt(nextDueAt: nil, hasSetAside: false))) }
                bench.wait()
            }
        }
        #expect(told.count == 2)
        #expect(told.first.map { $0 < .seconds(30) } == true)
        let alertAfter = ReplicationPolicy().alertAfter
        #expect(told.last.map { $0 >= alertAfter && $0 < alertAfter * 2 } == true)
    }

    @Test
    func `after the breaker was open one item goes first`() throws {
        var bench = ReplicatorBench(head: 9)
        bench.tell(.started)
        for _ in 1...5 {
            bench.tell(.greeted(session: bench.core.connection.session, .failed(LinkFailure(.replicaUnreachable))))
            while bench.greets == 0 { bench.wait() }
        }
        #expect(bench.core.connection.breaker.isOpen)
        bench.greet()
        bench.read(rows(1...9))
        let probe = try #require(bench.pushes.first)
        #expect(bench.pushes.count == 1 && probe.items.count == 1)
        bench.confirm(probe)
        #expect(!bench.core.connection.breaker.isOpen && bench.pushes.first?.items.count == 8)
    }

    @Test
    func `a throttled replica is asked later, and no attempt is counted`() throws {
        var bench = ReplicatorBench(head: 1)
        bench.connect(rows(1...1))
        bench.fail(try #require(bench.pushes.first), .replicaThrottled, retryAfter: .seconds(3))
        let view = bench.core.view(at: bench.moment)
        #expect(view.throttledUntil != nil && view.cause?.attempts == 0 && view.connection == .connected)
        #expect(bench.pushes.isEmpty)
        while bench.pushes.isEmpty && bench.time < .seconds(10) {
            bench.wait()
            if !bench.commits.isEmpty { bench.tell(.committed(CommitReceipt(nextDueAt: nil, hasSetAside: false))) }
        }
        #expect(bench.time == .seconds(3) && bench.pushes.count == 1)
    }

    @Test
    func `no replica silences its primary for longer than an hour`() throws {
        var bench = ReplicatorBench(head: 1)
        bench.connect(rows(1...1))
        bench.fail(try #require(bench.pushes.first), .replicaUnavailable, retryAfter: .seconds(Int64.max / 4))
        #expect(bench.core.connection.state == .resting(until: .seconds(3600)))
    }

    @Test
    func `a full replica is probed every minute and told of once`() throws {
        var bench = ReplicatorBench(head: 1)
        bench.connect(rows(1...1))
        for minute in 1...3 {
            bench.fail(try #require(bench.pushes.first), .replicaStorageFull)
            let told = bench.core.connection.cause?.attempts
            #expect(told == minute && bench.core.connection.state == .holding(until: bench.time + .seconds(60)))
            bench.time += .seconds(60)
            bench.tell(.alarm)
            bench.greet()
            if bench.pushes.isEmpty { bench.read(rows(1...1)) }
        }
    }

    @Test
    func `a downed replica stays down, whatever late answers say, until it is probed`() throws {
        var bench = ReplicatorBench(head: 600)
        bench.connect(rows(1...600))
        let jobs = bench.pushes
        bench.fail(jobs[0], .fenced)
        bench.confirm(jobs[1])
        let view = bench.core.view(at: bench.moment)
        #expect(view.connection == .down && view.cause?.code == .fenced)
        bench.tell(.probeRequested)
        #expect(bench.greets == 1)
        var restarted = ReplicatorBench(cause: .sample(.fenced))
        restarted.tell(.started)
        #expect(restarted.greets == 0 && restarted.core.view(at: restarted.moment).connection == .down)
    }

    @Test
    func `a cause that is not the replica's is a failure to serve, not the end`() throws {
        var bench = ReplicatorBench()
        bench.tell(.started)
        bench.tell(.greeted(session: 1, .failed(LinkFailure(.internalError))))
        #expect(bench.core.view(at: bench.moment).connection == .backingOff)
    }

    @Test
    func `a replica ahead of its primary takes it down`() {
        var bench = ReplicatorBench(head: 5)
        bench.connect(recorded: positions(6))
        #expect(bench.core.view(at: bench.moment).cause?.code == .sourceRegressed)
    }

    @Test
    func `a replica that forgets a connection is greeted again without a failure, but not for ever`() throws {
        var bench = ReplicatorBench(head: 1)
        bench.connect(rows(1...1))
        for _ in 1...3 {
            bench.tell(.pushAnswered(job: try #require(bench.pushes.first).number, .helloAgain))
            #expect(bench.greets == 1 && bench.core.connection.cause == nil)
            bench.tell(.greeted(session: bench.core.connection.session, .welcomed(recorded: nil)))
        }
        bench.tell(.pushAnswered(job: try #require(bench.pushes.first).number, .helloAgain))
        #expect(bench.greets == 0 && bench.core.connection.cause?.code == .connectionLost)
    }

    @Test
    func `a restored replica gets everything after its record again, also what was confirmed ahead`() throws {
        var bench = ReplicatorBench(head: 600)
        bench.connect(rows(1...600))
        let jobs = bench.pushes
        bench.confirm(jobs[1])
        bench.fail(jobs[0], .connectionLost)
        while bench.greets == 0 { bench.wait() }
        bench.tell(.greeted(session: 2, .welcomed(recorded: positions(0))))
        #expect(bench.reads.contains { $0.lane == .live && $0.after == .zero })
        #expect(bench.core.view(at: bench.moment).ahead.isEmpty)
    }

    @Test
    func `an answer of an earlier session confirms nothing`() throws {
        var bench = ReplicatorBench(head: 600)
        bench.connect(rows(1...600))
        let jobs = bench.pushes
        bench.fail(jobs[0], .connectionLost)
        while bench.greets == 0 { bench.wait() }
        bench.greet(recorded: positions(0))
        bench.confirm(jobs[1])
        #expect(bench.core.view(at: bench.moment).ahead.isEmpty)
    }

    @Test
    func `a page that was asked for before the feed went back is dropped`() throws {
        var bench = ReplicatorBench(head: 300)
        bench.connect(rows(1...300))
        let jobs = bench.pushes
        for job in jobs { bench.confirm(job) }
        for job in bench.pushes { bench.confirm(job) }
        #expect(bench.core.feed.positions.live == SequenceNumber(300))
        bench.tell(.headMoved(SequenceNumber(310), urgently: false))
        #expect(bench.reads.contains { $0.after == SequenceNumber(300) })
        bench.time += .seconds(6)
        bench.wait()
        bench.tell(.heartbeatAnswered(session: 1, failure: LinkFailure(.connectionLost)))
        while bench.greets == 0 { bench.wait() }
        bench.tell(.greeted(session: 2, .welcomed(recorded: positions(100))))
        bench.tell(.feedRead(FeedPage(lane: .live, rows: rows(301...310), readThrough: SequenceNumber(310))))
        #expect(bench.pushes.isEmpty && bench.core.feed.positions.live == SequenceNumber(100))
        #expect(bench.reads.contains { $0.lane == .live && $0.after == SequenceNumber(100) })
    }
}
