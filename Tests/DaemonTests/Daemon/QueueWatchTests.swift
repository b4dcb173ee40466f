// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel
import Synchronization
import TestSupport
import Testing

@testable import kmsyncd

struct QueueWatchTests {
    /// A queue that answers when the test lets it.
    private final class Stubborn: Sendable {
        private let held = Mutex<[@Sendable () -> Void]>([])
        private let answers = Mutex(true)

        func ping(_ completion: @escaping @Sendable () -> Void) {
            if answers.withLock({ $0 }) { completion() } else { held.withLock { $0.append(completion) } }
        }

        func stop() { answers.withLock { $0 = false } }

        func goOn() {
            answers.withLock { $0 = true }
            let held = held.withLock { held in
                defer { held = [] }
                return held
            }
            for completion in held { completion() }
        }
    }

    private let time = ManualTime()
    private let writer = Stubborn()
    private let runner = Stubborn()
    private let log = Told()
    private let watch: QueueWatch

    /// Queues that move, watched with an interval of 40 s: a look every 10 s.
    init() {
        let (writer, runner, log) = (writer, runner, log)
        watch = QueueWatch(
            interval: .seconds(40),
            scheduling: time,
            queues: { [.init(name: "writer") { writer.ping($0) }, .init(name: "runner") { runner.ping($0) }] },
            tell: { log.add($0) }
        )
        watch.start()
    }

    /// What was told, in order.
    private final class Told: Sendable {
        private let news = Mutex<[QueueWatch.News]>([])

        func add(_ item: QueueWatch.News) { news.withLock { $0.append(item) } }

        /// Takes what was told since the last time.
        func take() -> [QueueWatch.News] {
            news.withLock { news in
                defer { news = [] }
                return news
            }
        }
    }

    @Test func `while every queue comes round the manager hears of it four times in an interval`() {
        time.advance(by: .seconds(80))
        #expect(log.take() == Array(repeating: .alive, count: 8))
    }

    @Test func `a queue that stands still silences the watchdog at the next round, and is named once`() {
        time.advance(by: .seconds(10))
        writer.stop()
        time.advance(by: .seconds(10))
        // The round that had begun before was complete.
        #expect(log.take() == [.alive, .alive])
        time.advance(by: .seconds(10))
        #expect(log.take().isEmpty)
        time.advance(by: .seconds(100))
        #expect(log.take() == [.standstill(["writer"])])
    }

    @Test func `a second queue that stands still later in the same round cannot be missed`() {
        writer.stop()
        runner.stop()
        time.advance(by: .seconds(40))
        #expect(log.take() == [.alive, .standstill(["runner", "writer"])])
        writer.goOn()
        time.advance(by: .seconds(40))
        #expect(log.take().isEmpty)
    }

    @Test func `a queue that moves again is told of, and the watchdog is fed again`() {
        runner.stop()
        time.advance(by: .seconds(60))
        #expect(log.take() == [.alive, .standstill(["runner"])])
        runner.goOn()
        time.advance(by: .seconds(10))
        #expect(log.take() == [.moveAgain(["runner"]), .alive])
        time.advance(by: .seconds(10))
        #expect(log.take() == [.alive])
    }

    @Test func `an answer to an earlier round says nothing of this one`() {
        var round = WatchRound(number: 2, queues: ["writer"], at: .zero)
        round.returned(0, of: 1)
        #expect(round.look(at: .seconds(1), patience: .seconds(5)) == .incomplete)
        round.returned(0, of: 2)
        #expect(round.look(at: .seconds(9), patience: .seconds(5)) == .complete(moveAgain: []))
    }

    @Test func `nothing is told once it has stopped`() {
        writer.stop()
        watch.stop()
        time.advance(by: .seconds(100))
        #expect(log.take().isEmpty)
    }
}
