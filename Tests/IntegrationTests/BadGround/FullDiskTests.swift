// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

extension RealPrograms {
    /// A disk without room: a real file system that is really full.
    @Suite(.enabled(if: SmallDisk.obstacle == nil, "\(SmallDisk.obstacle ?? "")"))
    struct FullDiskTests {
        private static let value = [UInt8](repeating: 0x78, count: 20_000)

        @Test func `changes are refused with what to do, reads go on, and space is all that it takes to go on`() throws
        {
            try SmallDisk.run(mebibytes: 24, configuration: Site.impatient) { disk, daemon, client in
                try daemon.start()
                let site = Site(daemon: daemon, client: client, replicas: ["beijing", "shanghai"])
                try site.createInstances()
                for replica in site.replicas { try client("replica add hangzhou \(replica) --type all") }
                try client("secret create hangzhou before", input: bytes("kept"))
                try site.wait()
                try disk.fill()
                let (kept, message) = try fillUp(daemon)
                #expect(message.contains("StorageFull"))
                let refusal = try client.fails(65, "secret create hangzhou refused", input: Self.value)
                #expect(
                    refusal.contains("No space is left where hangzhou is stored; nothing was changed."),
                    "\(refusal)"
                )
                try client.fails(65, "instance create guangzhou --region region-guangzhou")
                for instance in ["hangzhou"] + site.replicas {
                    #expect(try site.value("before", at: instance) == bytes("kept"))
                }
                try client.fails(66, "secret get hangzhou refused")
                #expect(try client.json("status").status.state == "running")

                try disk.empty()
                try client("secret create hangzhou after", input: Self.value)
                try client("instance create guangzhou --region region-guangzhou")
                try site.wait()
                try site.expectEqualReplicas()
                // Whoever reads the journal later sees when it was full, and that it is no longer.
                for sentence in ["An instance is full", "An instance that was full takes changes again"] {
                    let entries = daemon.log.split(separator: "\n").filter { $0.contains(sentence) }
                    #expect(entries.contains { $0.contains("instance=hangzhou") } && entries.count <= 30)
                }
                try daemon.strike()
                try daemon.start()
                let used = try client.json("instance show hangzhou").instance.secretQuota.used
                #expect(used == .number(Double(kept + 2)), "What was acknowledged is there, and nothing else.")
                try site.wait()
                try site.expectEqualReplicas()
            }
        }

        @Test func `a daemon that starts on a full disk serves its instances once there is space`() throws {
            try SmallDisk.run(mebibytes: 4, configuration: Site.impatient) { disk, daemon, client in
                try daemon.start()
                try client("instance create hangzhou --region region-hangzhou")
                try client("instance create beijing --region region-beijing")
                try client("replica add hangzhou beijing --type all")
                try client("secret create hangzhou s", input: bytes("kept"))
                try client("wait hangzhou --timeout 30s")
                try #require(daemon.stop() == .exited(0))
                try disk.fill()
                try daemon.start()
                let status = try client.run("status --json")
                #expect(try JSON(parsing: status.output).status.state == "degraded" && status.status == 2, "\(status)")
                let message = try client.fails(65, "secret get hangzhou s")
                #expect(message.contains("No space is left where hangzhou is stored"), "\(message)")
                try disk.empty()
                let site = Site(daemon: daemon, client: client, replicas: ["beijing"])
                try site.eventually("all is well again") { try client.run("status").status == 0 }
                #expect(try site.value("s", at: "hangzhou") == bytes("kept"))
                try client("secret put hangzhou s", input: bytes("more"))
                try site.wait()
                #expect(try site.value("s", at: "beijing") == bytes("more"))
            }
        }

        /// Creates secrets until one is refused; gives how many were not, and the error of the one that was.
        private func fillUp(_ daemon: DaemonProcess) throws -> (kept: Int, error: String) {
            let connection = try ControlConnection(daemon.socket)
            for number in 0..<2000 {
                let parameters: JSON = [
                    "instanceId": "hangzhou", "name": .text("filler/\(number)"), "value": .base64(Self.value),
                ]
                try connection.send("Secrets.CreateSecret", parameters)
                try connection.flush()
                if let error = try connection.receive().error { return (number, error) }
            }
            throw DaemonProcess.Failure(description: "The disk was never full.")
        }
    }
}
