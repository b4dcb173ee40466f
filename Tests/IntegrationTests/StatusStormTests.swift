// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing
import Varlink

extension RealPrograms {
    /// Many who look at the same moment.
    struct StatusStormTests {
        private static let callsAtOnce = 64

        @Test func `many who ask for the status at once, while queues are watched, bring nothing to a standstill`()
            throws
        {
            // A no-op goes through every queue four times a second.
            let daemon = try DaemonProcess(environment: ["WATCHDOG_USEC": "1000000"])
            try daemon.start()
            let client = Client(daemon)
            for id in ["hangzhou", "beijing"] { try client("instance create \(id) --region \(id)") }
            try client("replica add hangzhou beijing --type all")
            let clients = try (0..<16).map { _ in try VarlinkClient(path: daemon.socket) }
            let began = ContinuousClock.now
            for client in clients { try ask(client) }
            for _ in 0..<10 {
                for client in clients {
                    for _ in 0..<Self.callsAtOnce { #expect(try client.receive(timeout: .seconds(60)).error == nil) }
                    try ask(client)
                }
            }
            let took = ContinuousClock.now - began
            print("\(10 * 16 * Self.callsAtOnce) calls of GetStatus took \(took)")
            #expect(!daemon.log.contains("stand still"), "\(daemon.log)")
            #expect(try daemon.stop() == .exited(0))
        }

        private func ask(_ client: VarlinkClient) throws {
            for _ in 0..<Self.callsAtOnce { try client.send("io.kmsync.Daemon.GetStatus") }
            try client.flush()
        }
    }
}
