// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ReplicaLink
import SyncEngine
import SyncModel
import Synchronization
import TestSupport
import Testing

struct FaultBoardTests {
    private let time = ManualTime()
    private let chances = Chances()
    private let board: FaultBoard
    private let replica: InstanceID

    /// Numbers that a test draws in place of chance; 0.5 when they are used up.
    private final class Chances: Sendable {
        private let drawn = Mutex<[Double]>([])
        func set(_ numbers: Double...) { drawn.withLock { $0 = numbers } }
        func next() -> Double { drawn.withLock { $0.isEmpty ? 0.5 : $0.removeFirst() } }
    }

    init() throws {
        let chances = chances
        board = FaultBoard(scheduling: time) { chances.next() }
        replica = try InstanceID("kst-a")
    }

    /// Asks the replica, which is released, to describe itself: its answer is `replica_released`, a fault's is not.
    private func ask() -> Mailbox<FailureCode> {
        let answers = Mailbox<FailureCode>()
        let transport = LocalTransport(replicaID: replica, faults: board, scheduling: time) { _ in .gone }
        transport.send([1, 1], deadline: .seconds(10)) { result in
            if case .failure(let failure) = result { answers.send(failure.code) }
        }
        return answers
    }

    private func set(_ change: (inout Fault) -> Void) {
        var fault = Fault()
        change(&fault)
        board.setFault(fault, replica: replica)
    }

    @Test func `without a fault, and for another replica, the answer comes at once and once`() throws {
        var outage = Fault()
        outage.isOutage = true
        board.setFault(outage, replica: try InstanceID("kst-b"))
        let answers = ask()
        time.advance(by: .seconds(100))
        #expect(answers.waiting == [.replicaReleased])
        #expect(time.firstWait == nil)
    }

    @Test func `an outage refuses at once, until it is cleared`() {
        set { $0.isOutage = true }
        #expect(ask().waiting == [.replicaUnreachable])
        #expect(board.faults().map(\.replica) == [replica])
        #expect(board.clearFaults(replica: replica) == 1)
        #expect(board.clearFaults(replica: nil) == 0)
        #expect(ask().waiting == [.replicaReleased])
    }

    @Test func `what is lost ends with the deadline, whichever way it was lost`() {
        set { $0.lossRatio = 0.3 }
        for way in [0.1, 0.9] {
            // Failure, jitter, loss, and which way.
            chances.set(0.5, 0.5, 0.29, way)
            let answers = ask()
            time.advance(by: .milliseconds(9999))
            #expect(answers.waiting.isEmpty)
            time.advance(by: .seconds(100))
            #expect(answers.waiting == [.deadlineExceeded])
        }
        chances.set(0.5, 0.5, 0.31)
        #expect(ask().waiting == [.replicaReleased])
    }

    @Test func `a share of requests fails with the cause that was asked for`() {
        set {
            $0.failureRatio = 0.2
            $0.failureCode = .replicaStorageFull
        }
        chances.set(0.19)
        #expect(ask().waiting == [.replicaStorageFull])
        chances.set(0.21)
        #expect(ask().waiting == [.replicaReleased])
    }

    @Test func `latency takes its time, and is no match for the deadline`() {
        set {
            $0.latency = .seconds(4)
            $0.jitter = .seconds(2)
        }
        chances.set(0.5, 1, 0.5)
        let answers = ask()
        time.advance(by: .milliseconds(5999))
        #expect(answers.waiting.isEmpty)
        time.advance(by: .milliseconds(1))
        #expect(answers.waiting == [.replicaReleased])
        set { $0.latency = .seconds(30) }
        let late = ask()
        time.advance(by: .seconds(100))
        #expect(late.waiting == [.deadlineExceeded])
    }

    @Test func `a rate is kept: what is above it is throttled, and time lets the next through`() {
        set { $0.rateLimit = 2 }
        #expect(
            (0..<4).map { _ in ask().waiting[0] } == [
                .replicaReleased, .replicaReleased, .replicaThrottled, .replicaThrottled,
            ]
        )
        time.advance(by: .milliseconds(500))
        #expect((0..<2).map { _ in ask().waiting[0] } == [.replicaReleased, .replicaThrottled])
        time.advance(by: .seconds(1000))
        #expect((0..<3).map { _ in ask().waiting[0] } == [.replicaReleased, .replicaReleased, .replicaThrottled])
    }

    @Test func `a fault ends by itself`() {
        let end = time.now.wall.advanced(by: .seconds(5))
        set {
            $0.isOutage = true
            $0.expiresAt = end
        }
        time.advance(by: .milliseconds(4999))
        #expect(ask().waiting == [.replicaUnreachable])
        time.advance(by: .milliseconds(1))
        #expect(board.faults().isEmpty)
        #expect(ask().waiting == [.replicaReleased])
        #expect(board.clearFaults(replica: nil) == 0)
    }
}
