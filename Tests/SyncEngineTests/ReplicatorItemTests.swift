// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel
import Testing

@testable import SyncEngine

@Suite
struct ReplicatorItemTests {
    private func key(_ sequence: Int64, setAside: SetAsideRecord? = nil) -> FeedRow.ProtectingKey {
        FeedRow.ProtectingKey(
            row: RowID(1),
            resourceID: .key(KeyID(stored: "k")),
            sequence: SequenceNumber(sequence),
            revision: Revision(1),
            size: 10,
            setAside: setAside
        )
    }

    @Test
    func `a key that stands later is sent ahead of its secret`() throws {
        var bench = ReplicatorBench(head: 9)
        bench.connect([.sample(2, sequence: 1, key: key(9))])
        #expect(try #require(bench.pushes.first).items.map(\.row) == [RowID(1), RowID(2)])
    }

    @Test
    func `a key that moved away from a place before the position is not taken for confirmed`() throws {
        var bench = ReplicatorBench(head: 6)
        bench.connect()
        bench.core.sending.limiter.throttled(retryAfter: .seconds(2), at: bench.time)
        var row = FeedRow(key(3))
        let first = [row, .sample(2, sequence: 5, key: key(3))]
        bench.tell(.feedRead(FeedPage(lane: .live, rows: first, readThrough: SequenceNumber(5))))
        row.sequence = SequenceNumber(6)
        row.revision = Revision(2)
        bench.read([row])
        #expect(bench.core.feed.positions.live == SequenceNumber(3))
        while bench.pushes.isEmpty && bench.time < .seconds(3) { bench.wait() }
        #expect(try #require(bench.pushes.first).items.map(\.row) == [RowID(1), RowID(2)])
    }

    @Test
    func `a secret is set aside for its key only when the key is`() throws {
        var bench = ReplicatorBench(head: 9)
        bench.connect([.sample(2, sequence: 1, key: key(9))])
        let job = try #require(bench.pushes.first)
        var answers = job.items.map { ReplicatorBench.held($0) }
        answers[0].result = .failed(.keyQuotaExceeded, detail: nil)
        answers[1].result = .failed(.dependencyMissing, detail: nil)
        bench.tell(.pushAnswered(job: job.number, .answered(answers)))
        let commit = try #require(bench.commits.first)
        #expect(Set(commit.setAside.map(\.cause.code)) == [.keyQuotaExceeded, .dependencyMissing])
        bench.tell(.committed(CommitReceipt(nextDueAt: nil, hasSetAside: true)))
        let record = SetAsideRecord(revision: Revision(1), cause: .sample(.keyQuotaExceeded))
        bench.tell(.setAsideChanged)
        var row = FeedRow(key(9))
        row.setAside = record
        bench.tell(.dueRead(DuePage(rows: [row], nextDueAt: nil)))
        bench.confirm(try #require(bench.pushes.first))
        #expect(bench.commits.first?.arrivedKeys == [.key(KeyID(stored: "k"))])
    }

    @Test
    func `a key that the replica lacks after all is sent again before its secret`() throws {
        var bench = ReplicatorBench(head: 9, position: 5)
        bench.connect([.sample(2, sequence: 6, key: key(3))])
        let job = try #require(bench.pushes.first)
        #expect(job.items.map(\.row) == [RowID(2)])
        bench.refuse(job, .dependencyMissing)
        bench.tell(.committed(CommitReceipt(nextDueAt: nil, hasSetAside: true)))
        bench.tell(.setAsideChanged)
        bench.tell(.dueRead(DuePage(rows: [.sample(2, sequence: 6, key: key(3))], nextDueAt: nil)))
        #expect(try #require(bench.pushes.first).items.map(\.row) == [RowID(1), RowID(2)])
    }

    @Test
    func `a poisoned item is found by halving, charged and set aside; its neighbours arrive`() throws {
        var bench = ReplicatorBench(head: 300)
        let poison = RowID(77)
        let page = FeedPage(
            lane: .live,
            rows: (1...300).map { .sample($0, sequence: $0) },
            readThrough: SequenceNumber(300)
        )
        bench.tell(.started)
        var confirmed: Set<RowID> = []
        var charged: FailureCode?
        var waiting: [Event] = []
        var effects = bench.effects
        var steps = 0
        while confirmed.count < 299 || charged == nil, steps < 5000 {
            steps += 1
            for effect in effects {
                switch effect {
                case .greet(let session, _, _): waiting.append(.greeted(session: session, .welcomed(recorded: nil)))
                case .heartbeat(let session, _, _): waiting.append(.heartbeatAnswered(session: session, failure: nil))
                case .readDue: waiting.append(.dueRead(DuePage(rows: [], nextDueAt: nil)))
                case .readFeed(let request):
                    let rest = page.rows.filter { $0.sequence > request.after && request.lane == .live }
                    waiting.append(
                        .feedRead(FeedPage(lane: request.lane, rows: rest, readThrough: request.through))
                    )
                case .push(let job):
                    let breaks = job.items.contains { $0.row == poison }
                    if !breaks { confirmed.formUnion(job.items.map(\.row)) }
                    let outcome: PushOutcome =
                        breaks
                        ? .failed(LinkFailure(.connectionLost))
                        : .answered(job.items.map { ReplicatorBench.held($0) })
                    waiting.append(.pushAnswered(job: job.number, outcome))
                case .commit(let progress):
                    charged = progress.setAside.first { $0.row == poison }?.cause.code ?? charged
                    waiting.append(.committed(CommitReceipt(nextDueAt: nil, hasSetAside: true)))
                case .setAlarm, .synchronized, .announce, .endPause: break
                }
            }
            effects = waiting.isEmpty ? bench.wait() : bench.tell(waiting.removeFirst())
        }
        #expect(charged == .internalError && confirmed.count == 299 && !confirmed.contains(poison))
        #expect(bench.time < .seconds(1800), "found after \(bench.time)")
    }

    @Test
    func `a payload that does not open is repeated once under a fresh key`() throws {
        var bench = ReplicatorBench(head: 1)
        bench.connect([.sample(1, sequence: 1)])
        bench.refuse(try #require(bench.pushes.first), .integrityFailed)
        #expect(bench.greets == 1 && bench.commits.isEmpty)
        bench.greet()
        bench.refuse(try #require(bench.pushes.first), .integrityFailed)
        #expect(bench.commits.first?.setAside.first?.cause.code == .integrityFailed)
    }

    @Test
    func `what is newer at the replica takes it down, what differs is a conflict`() throws {
        var bench = ReplicatorBench(head: 2)
        bench.connect([.sample(1, sequence: 1), .sample(2, sequence: 2)])
        let job = try #require(bench.pushes.first)
        var answers = job.items.map { ReplicatorBench.held($0) }
        answers[0].result = .held(epoch: Epoch(1), revision: Revision(5), digest: nil)
        let other = Digest([UInt8](repeating: 1, count: 32))
        answers[1].result = .held(epoch: Epoch(1), revision: Revision(1), digest: other)
        bench.tell(.pushAnswered(job: job.number, .answered(answers)))
        #expect(bench.commits.first?.setAside.map(\.cause.code) == [.revisionConflict])
        #expect(bench.core.view(at: bench.moment).cause?.code == .sourceRegressed)
    }

    @Test
    func `a row set aside ahead of the position is failed, not confirmed, in the view`() throws {
        var bench = ReplicatorBench(head: 2)
        bench.connect([.sample(1, sequence: 1), .sample(2, sequence: 2)])
        let job = try #require(bench.pushes.first)
        var answer = ReplicatorBench.held(job.items[1])
        answer.result = .failed(.payloadTooLarge, detail: nil)
        bench.tell(.pushAnswered(job: job.number, .answered([answer])))
        #expect(bench.commits.count == 1)
        bench.tell(.committed(CommitReceipt(nextDueAt: nil, hasSetAside: true)))
        #expect(bench.core.view(at: bench.moment).ahead.isEmpty)
    }

    @Test
    func `a row that is set aside is not sent again from its place in the feed, a newer revision is`() throws {
        var bench = ReplicatorBench(head: 2)
        let record = SetAsideRecord(revision: Revision(1), cause: .sample(.payloadTooLarge))
        bench.connect([
            .sample(1, sequence: 1, setAside: record), .sample(2, sequence: 2, revision: 2, setAside: record),
        ])
        #expect(try #require(bench.pushes.first).items.map(\.row) == [RowID(2)])
        #expect(bench.core.feed.positions.live == SequenceNumber(1))
    }
}
