// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import SyncModel
import Synchronization
import TestSupport
import Testing

@testable import SyncRuntime

struct JobQueueTests {
    private let ran = Mailbox<String>()

    /// Occupies a queue of one until released.
    private func occupy(_ jobs: JobQueue) async -> DispatchSemaphore {
        let gate = DispatchSemaphore(value: 0)
        jobs.submit(owner: JobQueue.Owner("gate")) { [ran] _ in
            ran.send("occupied")
            gate.wait()
        }
        #expect(await ran.take() == "occupied")
        return gate
    }

    private func submit(_ name: String, _ owner: String, bytes: Int = 0, isUrgent: Bool = false, _ jobs: JobQueue) {
        jobs.submit(owner: JobQueue.Owner(owner), bytes: bytes, isUrgent: isUrgent) { [ran] release in
            ran.send(name)
            if bytes > 0 { release() }
        }
    }

    @Test func `no more jobs run at once than the queue is wide`() async {
        let jobs = JobQueue(width: 3)
        let gate = DispatchSemaphore(value: 0)
        let counts = Mutex((running: 0, most: 0))
        let started = Mailbox<Int>()
        let ended = Mailbox<Int>()
        for number in 0..<12 {
            jobs.submit(owner: JobQueue.Owner("\(number % 4)")) { _ in
                counts.withLock {
                    $0.running += 1
                    $0.most = max($0.most, $0.running)
                }
                started.send(number)
                gate.wait()
                counts.withLock { $0.running -= 1 }
                ended.send(number)
            }
        }
        for _ in 0..<12 {
            _ = await started.take()
            if counts.withLock({ $0.most }) == 3 { gate.signal() }
        }
        for _ in 0..<2 { gate.signal() }
        _ = await ended.take(12)
        #expect(counts.withLock { $0.most } == 3)
    }

    @Test func `owners take turns, jobs of one keep their order, and urgent ones go first`() async {
        let jobs = JobQueue(width: 1)
        let gate = await occupy(jobs)
        for number in 1...4 { submit("a\(number)", "a", jobs) }
        for number in 1...2 { submit("b\(number)", "b", jobs) }
        submit("urgent 1", "c", isUrgent: true, jobs)
        submit("urgent 2", "a", isUrgent: true, jobs)
        gate.signal()
        #expect(await ran.take(8) == ["urgent 1", "urgent 2", "a1", "b1", "a2", "b2", "a3", "a4"])
    }

    @Test func `bytes on their way hold back other bytes, but no job without any`() async {
        let jobs = JobQueue(width: 2)
        let releases = Mailbox<@Sendable () -> Void>()
        jobs.submit(owner: JobQueue.Owner("a"), bytes: JobQueue.maximumBytes) { releases.send($0) }
        let release = await releases.take()
        submit("one byte", "a", bytes: 1, jobs)
        submit("none", "b", jobs)
        #expect(await ran.take() == "none")
        #expect(ran.waiting.isEmpty)
        release()
        #expect(await ran.take() == "one byte")
    }

    @Test func `a batch that is larger than the budget travels alone`() async {
        let jobs = JobQueue(width: 1)
        submit("huge", "a", bytes: JobQueue.maximumBytes * 2, jobs)
        #expect(await ran.take() == "huge")
        submit("next", "a", bytes: 5, jobs)
        #expect(await ran.take() == "next")
    }

    @Test func `small batches do not starve a large or an urgent one that waits for bytes`() async {
        let jobs = JobQueue(width: 1)
        let releases = Mailbox<@Sendable () -> Void>()
        let most = JobQueue.maximumBytes
        jobs.submit(owner: JobQueue.Owner("a"), bytes: most / 2) { releases.send($0) }
        let release = await releases.take()
        submit("large", "b", bytes: most, jobs)
        submit("small", "c", bytes: 1, jobs)
        submit("urgent", "d", bytes: most, isUrgent: true, jobs)
        submit("none", "e", jobs)
        #expect(await ran.take() == "none")
        #expect(ran.waiting.isEmpty)
        release()
        #expect(await ran.take(3) == ["urgent", "large", "small"])
    }

    @Test func `a ping comes back once every job that ran has ended, whatever waits behind them`() async {
        let jobs = JobQueue(width: 2)
        let first = await occupy(jobs)
        let second = await occupy(jobs)
        submit("waiting", "a", jobs)
        jobs.ping { [ran] in ran.send("ping") }
        second.signal()
        // The other place is free again, and the queue goes on; but one job has not ended.
        #expect(await ran.take() == "waiting")
        #expect(ran.waiting.isEmpty)
        first.signal()
        #expect(await ran.take() == "ping")
    }

    @Test func `a ping of a queue at rest comes back, ahead of what waits for bytes`() async {
        let jobs = JobQueue(width: 1)
        jobs.ping { [ran] in ran.send("at rest") }
        #expect(await ran.take() == "at rest")
        let releases = Mailbox<@Sendable () -> Void>()
        jobs.submit(owner: JobQueue.Owner("a"), bytes: JobQueue.maximumBytes) { releases.send($0) }
        let release = await releases.take()
        submit("urgent", "a", bytes: 1, isUrgent: true, jobs)
        jobs.ping { [ran] in ran.send("ping") }
        #expect(await ran.take() == "ping")
        release()
        #expect(await ran.take() == "urgent")
    }
}
