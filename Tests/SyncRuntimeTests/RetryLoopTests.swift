// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel
import Synchronization
import TestSupport
import Testing

@testable import SyncRuntime

struct RetryLoopTests {
    private let time = ManualTime()

    private func loop(
        _ outcome: @escaping @Sendable (Int) -> RetryLoop.Outcome,
        failed: @escaping @Sendable (FailureCause, FailureCause?) -> Void = { _, _ in },
        met: @escaping @Sendable () -> Void = {}
    ) -> (loop: RetryLoop, attempts: Mailbox<Int>) {
        let made = Mailbox<Int>()
        let count = SharedCounter(0)
        let loop = RetryLoop(
            scheduling: time,
            policy: RetryPolicy(base: .seconds(1), cap: .seconds(300)),
            seed: 7,
            attempt: { finish in
                let number = -count.decrement()
                made.send(number)
                finish(outcome(number))
            },
            failed: failed,
            met: { _ in met() }
        )
        return (loop, made)
    }

    @Test func `an obligation is repeated with growing waits until it is met, and told of once`() {
        let met = SharedCounter(0)
        let (loop, made) = loop(
            { $0 < 12 ? .again(LinkFailure(.replicaUnreachable)) : .met },
            met: { _ = met.decrement() }
        )
        loop.start()
        var waits: [Duration] = []
        while let wait = time.firstWait {
            waits.append(wait)
            time.advance(by: wait)
        }
        #expect(made.waiting == Array(1...12))
        #expect(waits.count == 11)
        for (number, wait) in waits.enumerated() {
            let full = min(Duration.seconds(300), .seconds(1 << number))
            #expect(wait >= full / 2 && wait <= full, "wait \(number) is \(wait)")
        }
        time.advance(by: .seconds(10_000))
        #expect(made.waiting.count == 12)
        #expect(met.decrement() == -2)
    }

    @Test func `every failure is told of, with the one before it`() {
        let told = Mailbox<String>()
        let (loop, _) = loop(
            { $0 < 4 ? .again(LinkFailure($0 < 3 ? .replicaUnreachable : .deadlineExceeded)) : .met },
            failed: { told.send("\($1?.code.rawValue ?? "-") \($0.code.rawValue) \($0.attempts)") }
        )
        loop.start()
        while let wait = time.firstWait { time.advance(by: wait) }
        #expect(
            told.waiting == [
                "- replica_unreachable 1", "replica_unreachable replica_unreachable 2",
                "replica_unreachable deadline_exceeded 3",
            ]
        )
    }

    @Test func `who is in a hurry is tried for at once, and once`() {
        let (loop, made) = loop { _ in .again(LinkFailure(.replicaUnreachable)) }
        loop.start()
        loop.hurry()
        #expect(made.waiting == [1, 2])
        time.advance(by: .milliseconds(999))
        #expect(made.waiting == [1, 2], "the wait before the hurry is forgotten, the one after it lasts")
        loop.stop()
        loop.hurry()
        #expect(made.waiting == [1, 2])
    }

    @Test func `why the newest try failed, since when, and when the next one is, can be asked`() throws {
        let (loop, _) = loop { _ in .again(LinkFailure(.replicaUnreachable, detail: "port 7")) }
        #expect(loop.failure == nil)
        let start = time.now.wall
        loop.start()
        let first = try #require(loop.failure)
        #expect(first.code == .replicaUnreachable && first.detail == "port 7" && first.attempts == 1)
        #expect(first.firstFailedAt == start && first.lastFailedAt == start)
        let wait = try #require(time.firstWait)
        #expect(first.nextAttemptAt == start.advanced(by: wait))
        time.advance(by: wait)
        let second = try #require(loop.failure)
        #expect(second.attempts == 2 && second.firstFailedAt == start && second.lastFailedAt == time.now.wall)
        #expect(second.nextAttemptAt == time.now.wall.advanced(by: try #require(time.firstWait)))
        loop.stop()
    }

    @Test func `while a try is under way no next one is told`() throws {
        let finish = Mailbox<@Sendable (RetryLoop.Outcome) -> Void>()
        let loop = RetryLoop(
            scheduling: time,
            policy: RetryPolicy(base: .seconds(1), cap: .seconds(300)),
            seed: 7,
            attempt: { finish.send($0) }
        )
        loop.start()
        finish.waiting[0](.again(LinkFailure(.replicaUnreachable)))
        #expect(loop.failure?.nextAttemptAt != nil)
        loop.hurry()
        #expect(loop.failure?.attempts == 1 && loop.failure?.nextAttemptAt == nil)
        loop.stop()
    }

    @Test func `a stopped loop makes no further attempt, also when one was under way`() {
        let (loop, made) = loop { _ in .again(LinkFailure(.replicaUnreachable)) }
        loop.start()
        loop.stop()
        time.advance(by: .seconds(10_000))
        #expect(made.waiting == [1])
        loop.start()
        #expect(made.waiting == [1])
        #expect(time.firstWait == nil)
    }
}
