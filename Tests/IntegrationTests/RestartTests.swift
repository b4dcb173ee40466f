// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

extension RealPrograms {
    /// What outlives the daemon, and the primary.
    struct RestartTests {
        @Test func `a replica serves with the primary's file deleted`() throws {
            try Site.run(replicas: 1) { site in
                try site.client("key create hangzhou --id k --alias alias/k")
                try site.client("key create hangzhou --id signer --spec ed25519")
                try site.client("secret create hangzhou s --key k", input: bytes("survives"))
                let ciphertext = try site.client("key encrypt hangzhou k", input: bytes("x"))
                let signature = try site.client("key sign hangzhou signer", input: bytes("m"))
                let file = try site.daemon.sandbox.write(signature, to: "signature")
                try site.wait()
                try #require(site.daemon.stop() == .exited(0))
                for ending in ["", "-wal", "-shm"] {
                    let path = "\(site.daemon.stateDirectory)/instances/hangzhou.sqlite\(ending)"
                    if ending.isEmpty || FileManager.default.fileExists(atPath: path) {
                        try FileManager.default.removeItem(atPath: path)
                    }
                }
                try site.daemon.start()
                try site.client.fails(66, "instance show hangzhou")
                #expect(try site.value("s", at: "beijing") == bytes("survives"))
                #expect(try site.client("key decrypt beijing", input: ciphertext) == bytes("x"))
                try site.client("key verify beijing signer --signature \(file)", input: bytes("m"))
                #expect(try site.client.json("instance show beijing").instance.role == "replica")
            }
        }

        @Test func `a primary restored alone is not told to be in sync, and the log says why from the start`() throws {
            try Site.run(replicas: 1) { site in
                try site.client("secret create hangzhou s", input: bytes("one"))
                try site.wait()
                try #require(site.daemon.stop() == .exited(0))
                let file = "\(site.daemon.stateDirectory)/instances/hangzhou.sqlite"
                let backup = site.daemon.sandbox.file("backup.sqlite")
                try FileManager.default.copyItem(atPath: file, toPath: backup)
                try site.daemon.start()
                try site.client("secret put hangzhou s", input: bytes("two"))
                try site.wait()
                try #require(site.daemon.stop() == .exited(0))
                try FileManager.default.removeItem(atPath: file)
                try FileManager.default.copyItem(atPath: backup, toPath: file)
                try site.daemon.start()
                try site.eventually("beijing is down") { try site.describe("beijing").connection == "down" }
                #expect(try site.row("secret/s", at: "beijing").status == "unknown")
                try site.client.fails(2, "status")
                #expect(try site.value("s", at: "beijing") == bytes("two"), "Nothing is undone.")
                try #require(site.daemon.stop() == .exited(0))
                #expect(site.daemon.log.contains("source_regressed"), "\(site.daemon.log)")
            }
        }

        @Test func `a restart goes on with what was outstanding`() throws {
            try Site.run(replicas: 3) { site in
                try site.wait()
                for replica in site.replicas { try site.client("fault set \(replica) --latency 400ms") }
                let connection = try ControlConnection(site.daemon.socket)
                for number in 0..<300 {
                    let parameters: JSON = [
                        "instanceId": "hangzhou", "name": .text("s/\(number)"), "value": .base64(bytes("\(number)")),
                    ]
                    try connection.send("Secrets.CreateSecret", parameters)
                }
                for _ in 0..<300 { #expect(try connection.receive().error == nil) }
                let isBehind = try site.describe("beijing").counts.in_sync.number ?? 0 < 300
                #expect(isBehind, "Nothing was outstanding: this proved nothing.")
                try site.daemon.restart()
                #expect(try site.client.json("fault list") == [])
                try site.wait()
                try site.expectEqualReplicas()
                #expect(try site.describe("shenzhen").counts.in_sync == 300)
            }
        }

        @Test func `a bootstrap goes on after a kill`() throws {
            try Site.run { empty in
                let site = Site(daemon: empty.daemon, client: empty.client, replicas: ["beijing"])
                try site.createInstances()
                let connection = try ControlConnection(site.daemon.socket)
                for number in 0..<600 {
                    let parameters: JSON = ["instanceId": "hangzhou", "name": .text("s/\(number)"), "value": ""]
                    try connection.send("Secrets.CreateSecret", parameters)
                }
                for _ in 0..<600 { #expect(try connection.receive().error == nil) }
                try site.client("fault set beijing --latency 100ms")
                try site.client("replica add hangzhou beijing --type all")
                try site.daemon.strike()
                try site.daemon.start()
                try site.wait()
                try site.expectEqualReplicas()
                #expect(try site.describe("beijing").state == "active")
            }
        }

        @Test func `a disassociation that the replica has not heard of is kept until it has`() throws {
            try Site.run(replicas: 1) { site in
                try site.client("secret create hangzhou s", input: bytes("kept"))
                try site.wait()
                try site.client("fault set beijing --outage")
                let removed = try site.client.json("replica remove hangzhou beijing --confirm beijing").association
                #expect(removed.state == "disassociating")
                try site.client("secret put hangzhou s", input: bytes("later"))
                try site.daemon.strike()
                try site.daemon.start()
                try site.eventually("the replica is frozen") { try site.describe("beijing").state == "disassociated" }
                #expect(try site.client.json("instance show beijing").instance.role == "frozen")
                #expect(try site.value("s", at: "beijing") == bytes("kept"))
            }
        }

        @Test func `calls that were accepted before SIGTERM are answered, and their changes are there`() throws {
            try Site.run(replicas: 1) { site in
                let connection = try ControlConnection(site.daemon.socket)
                for number in 0..<1000 {
                    let parameters: JSON = ["instanceId": "hangzhou", "name": .text("s/\(number)"), "value": ""]
                    try connection.send("Secrets.CreateSecret", parameters)
                }
                try connection.flush()
                kill(try #require(site.daemon.id), SIGTERM)
                var answered = 0
                while let answer = try? connection.receive() {
                    #expect(answer.error == nil)
                    answered += 1
                }
                #expect(try site.daemon.end() == .exited(0))
                try site.daemon.start()
                let used = try site.client.json("instance show hangzhou").instance.secretQuota.used.number ?? -1
                #expect(Int(used) == answered, "What was accepted was answered, and the rest never began.")
                try site.wait()
                try site.expectEqualReplicas()
            }
        }
    }
}
