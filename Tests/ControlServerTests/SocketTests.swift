// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Glibc
import SyncModel
import Synchronization
import Testing
import Varlink
import VarlinkServer

@testable import ControlServer

struct SocketTests {
    private static let limit = Duration.seconds(30)

    @Test
    func `a client creates and reads secrets through the real server`() throws {
        try withServer { daemon, path in
            let client = try VarlinkClient(path: path)
            _ = try client.call(
                InstancesInterface.CreateInstance.self,
                .init(instanceId: "primary", region: "a"),
                timeout: Self.limit
            )
            for number in 0..<20 {
                let parameters = SecretsInterface.CreateSecret.Parameters(
                    instanceId: "primary",
                    name: "s\(number)",
                    value: ConcealedText("AQID")
                )
                try client.send(SecretsInterface.CreateSecret.name, try JSONObject.encode(parameters))
            }
            for number in 0..<20 {
                let json = try client.receive(timeout: Self.limit).result()
                let reply = try JSONObject.decode(SecretsInterface.CreateSecret.Reply.self, from: json)
                #expect(reply.secret.name == "s\(number)")
            }
            let value = try client.call(
                SecretsInterface.GetSecretValue.self,
                .init(instanceId: "primary", name: "s7"),
                timeout: Self.limit
            )
            #expect(value.value == ConcealedText("AQID"))
            #expect(daemon.audit.entries.filter { $0.outcome == .used }.map(\.resource) == ["secret/s7"])
            let later = #expect(throws: VarlinkError.self) {
                try client.call(
                    SynchronizationInterface.VerifyReplica.self,
                    .init(primaryInstanceId: "primary", replicaInstanceId: "replica"),
                    timeout: Self.limit
                )
            }
            #expect(later?.name == "org.varlink.service.MethodNotImplemented")
        }
    }

    @Test
    func `a subscriber that goes is let go of`() throws {
        try withServer { daemon, path in
            let client = try VarlinkClient(path: path)
            try client.send(MonitorInterface.Subscribe.name, mode: .more)
            try client.flush(timeout: Self.limit)
            daemon.events.listenerCame.wait()
            daemon.events.publish(MonitorEvent(at: testNow, kind: .instanceCreated, message: "m"))
            let header = try client.receive(timeout: Self.limit)
            #expect(header.continues)
            let reply = try JSONObject.decode(MonitorInterface.Subscribe.Reply.self, from: try header.result())
            #expect(reply.event.number == 1)
            client.close()
            daemon.events.listenerWent.wait()
            #expect(!daemon.events.hasListeners)
        }
    }

    /// Serves for the length of `body`, then expects that everything was answered and no handler made a mistake.
    private func withServer(_ body: (TestDaemon, String) throws -> Void) throws {
        var template = Array("/tmp/kmsync-control-XXXXXX".utf8CString)
        let directory = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { rmdir(directory) }
        let daemon = TestDaemon()
        let services = daemon.services
        let defects = Mutex<[ServerDefect]>([])
        let server = VarlinkServer(
            service: ServiceInformation(vendor: "v", product: "p", version: "1", url: "u"),
            interfaces: ControlInterfaces.all,
            handlers: MethodTable.handlers(services),
            connectionPolicy: { services.admission(of: $0) },
            onDefect: { defect in defects.withLock { $0.append(defect) } }
        )
        try server.start(.path("\(directory)/s"))
        let outcome = Result { try body(daemon, "\(directory)/s") }
        let isDrained = Mutex(false)
        let done = Signal()
        server.drain(patience: Self.limit) { inTime in
            isDrained.withLock { $0 = inTime }
            done.send()
        }
        done.wait()
        try outcome.get()
        #expect(isDrained.withLock { $0 })
        #expect(defects.withLock { $0 } == [])
    }
}
