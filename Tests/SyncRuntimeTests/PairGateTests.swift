// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel
import Synchronization
import TestSupport
import Testing

@testable import SyncRuntime

struct PairGateTests {
    private let pair: Pair
    private let other: Pair

    init() throws {
        pair = Pair(primary: try InstanceID("kst-a"), replica: try InstanceID("kst-b"))
        other = Pair(primary: try InstanceID("kst-a"), replica: try InstanceID("kst-c"))
    }

    @Test func `changes of one pair wait for each other in order, those of another do not`() async {
        let gate = PairGate()
        let entered = Mailbox<String>()
        let leaves = Mailbox<@Sendable () -> Void>()
        for name in ["first", "second", "third"] {
            gate.enter(pair) { leave in
                entered.send(name)
                leaves.send(leave)
            }
        }
        #expect(await entered.take() == "first")
        gate.enter(other) { leave in
            entered.send("other")
            leave()
        }
        #expect(await entered.take() == "other")
        #expect(entered.waiting.isEmpty)
        await leaves.take()()
        #expect(await entered.take() == "second")
        await leaves.take()()
        #expect(await entered.take() == "third")
        await leaves.take()()
        gate.enter(pair) { _ in entered.send("again") }
        #expect(await entered.take() == "again")
    }

    @Test func `ten thousand that leave at once do not pile up on a stack`() async {
        let gate = PairGate()
        let leaves = Mailbox<@Sendable () -> Void>()
        let done = Mailbox<Int>()
        gate.enter(pair) { leaves.send($0) }
        for number in 0..<10_000 {
            gate.enter(pair) { leave in
                leave()
                if number == 9999 { done.send(number) }
            }
        }
        await leaves.take()()
        #expect(await done.take() == 9999)
    }
}
