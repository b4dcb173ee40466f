// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel
import Testing
import Varlink

@testable import ControlServer

struct StreamTests {
    private func event(_ kind: MonitorEvent.Kind, instance: String = "primary", replica: String? = nil) -> MonitorEvent
    {
        MonitorEvent(
            at: testNow,
            kind: kind,
            instanceID: InstanceID(stored: instance),
            replicaID: replica.map(InstanceID.init(stored:)),
            cause: replica == nil ? nil : .sample,
            message: "m"
        )
    }

    @Test
    func `a subscription needs more`() throws {
        let daemon = TestDaemon()
        let answer = try daemon.call(MonitorInterface.Subscribe.self, .init())
        #expect(answer.final == .failure(.expectedMore))
        #expect(!daemon.events.hasListeners)
    }

    @Test
    func `a subscriber hears what it asked for until it goes`() throws {
        let daemon = TestDaemon()
        let answer = try daemon.call(
            MonitorInterface.Subscribe.self,
            .init(instanceId: "primary", replicaInstanceId: "replica", events: ["replica_paused", "drift_found"]),
            more: true
        )
        #expect(answer.progress.isEmpty && answer.final == nil)
        daemon.events.publish(event(.replicaPaused, replica: "replica"))
        daemon.events.publish(event(.replicaResumed, replica: "replica"))
        daemon.events.publish(event(.replicaPaused, replica: "other"))
        daemon.events.publish(event(.replicaPaused, instance: "other", replica: "replica"))
        daemon.events.publish(event(.replicaPaused))
        daemon.events.publish(event(.replicaPaused, replica: "replica"))
        let heard = try answer.progress.map { try JSONObject.decode(MonitorInterface.Subscribe.Reply.self, from: $0) }
        #expect(heard.map(\.event.number) == [1, 6])
        #expect(heard.allSatisfy { $0.event.failureCode == "name_conflict" && $0.event.event == "replica_paused" })
        answer.disconnect()
        #expect(!daemon.events.hasListeners)
        #expect(answer.finalCount == 1, "an unanswered responder is a defect of the handler")
    }

    @Test
    func `a wait is answered when it ends`() throws {
        let daemon = TestDaemon()
        let method = SynchronizationInterface.WaitUntilSynchronized.self
        let first = try daemon.call(method, .init(primaryInstanceId: "primary"))
        let second = try daemon.call(method, .init(primaryInstanceId: "primary", timeoutSeconds: 0.25))
        #expect(daemon.synchronization.timeouts == [nil, .milliseconds(250)])
        #expect(first.final == nil && second.final == nil)
        daemon.synchronization.endWaits(.failure(.timedOut(outstanding: 3)))
        #expect(first.error == .timedOut(outstanding: 3))
        #expect(second.error == .timedOut(outstanding: 3))
    }

    @Test
    func `a wait ends when its caller goes`() throws {
        let daemon = TestDaemon()
        let answer = try daemon.call(
            SynchronizationInterface.WaitUntilSynchronized.self,
            .init(primaryInstanceId: "primary")
        )
        #expect(daemon.synchronization.waiting == 1)
        answer.disconnect()
        #expect(daemon.synchronization.waiting == 0)
        #expect(answer.finalCount == 1)
    }
}
