// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import SyncEngine
import SyncModel
import Synchronization
import TestSupport
import Testing

@testable import SyncRuntime

struct EventHubTests {
    private func event(_ message: String) throws -> MonitorEvent {
        MonitorEvent(
            at: Timestamp(milliseconds: 0),
            kind: .replicaConnected,
            instanceID: try InstanceID("kst-a"),
            message: message
        )
    }

    @Test func `everyone hears every event once, in the order of the numbers, whoever publishes`() async throws {
        let hub = EventHub()
        let heard = [Mailbox<Int>(), Mailbox<Int>()]
        for mailbox in heard { _ = hub.listen { mailbox.send($0.number) } }
        let event = try event("x")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<250 { hub.publish(event) } } }
        }
        for mailbox in heard { #expect(await mailbox.take(2000) == Array(1...2000)) }
    }

    @Test func `who hears may publish, listen and cancel`() async throws {
        let hub = EventHub()
        let heard = Mailbox<String>()
        let own = Mutex<WaitTicket?>(nil)
        let more = try event("more")
        let ticket = hub.listen { event in
            heard.send("\(event.number) \(event.event.message)")
            own.withLock { $0 }?.cancel()
            guard event.number == 1 else { return }
            _ = hub.listen { heard.send("late \($0.number)") }
            hub.publish(more)
        }
        own.withLock { $0 = ticket }
        hub.publish(try event("first"))
        #expect(heard.waiting == ["1 first", "late 2"])
        #expect(hub.hasListeners)
    }

    @Test func `observers hear everything and count as nobody listening`() throws {
        let hub = EventHub()
        let heard = Mailbox<Int>()
        hub.observe { heard.send($0.number) }
        #expect(!hub.hasListeners)
        hub.publish(try event("x"))
        let ticket = hub.listen { _ in }
        #expect(hub.hasListeners)
        ticket.cancel()
        #expect(!hub.hasListeners)
        hub.publish(try event("y"))
        #expect(heard.waiting == [1, 2])
    }
}
