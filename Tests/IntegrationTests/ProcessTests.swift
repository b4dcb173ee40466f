// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

extension RealPrograms {
    /// The daemon as a process: how it starts, what it refuses, and with which status it ends.
    struct ProcessTests {
        @Test func `a second daemon on a state directory ends with 73 and names the first`() throws {
            try Site.run { site in
                let second = try DaemonProcess(in: site.daemon.sandbox, socketName: "second")
                let start = site.daemon.log.utf8.count
                #expect(try second.startInVain() == .exited(73))
                let said = String(decoding: Array(site.daemon.log.utf8).dropFirst(start), as: UTF8.self)
                #expect(said.contains("\(try #require(site.daemon.id))"), "\(said)")
                #expect(try site.client.run("status").status == 0)
            }
        }

        @Test(arguments: [
            ("log:\n  level: loud\n", 2), ("log:\n  level: info\nnonsense: 1\n", 3),
            ("limits:\n  replicasPerPrimary: 0\n", 2), ("roles: [\n", 2), ("replication:\n\n  batchItems: many\n", 3),
        ])
        func `a bad configuration ends with 78, file, line and reason`(_ text: String, _ line: Int) throws {
            let daemon = try DaemonProcess(configuration: text)
            #expect(try daemon.startInVain() == .exited(78))
            #expect(daemon.log.contains("\(daemon.configurationFile):\(line)"), "\(daemon.log)")
            #expect(!FileManager.default.fileExists(atPath: "\(daemon.stateDirectory)/instances"))
            let check = try DaemonProcess(configuration: text, arguments: ["--check-config"])
            #expect(try check.startInVain() == .exited(78))
            try check.configure("limits:\n  replicasPerPrimary: 4\n")
            #expect(try check.startInVain() == .exited(0))
        }

        @Test func `a configuration file that is named has to be there`() throws {
            let daemon = try DaemonProcess()
            try FileManager.default.removeItem(atPath: daemon.configurationFile)
            #expect(try daemon.startInVain() == .exited(78))
            #expect(daemon.log.contains(daemon.configurationFile), "\(daemon.log)")
        }

        @Test func `a reload takes a good configuration and leaves a bad one`() throws {
            try Site.run(configuration: "log:\n  level: info\n") { site in
                try site.client("reload")
                try site.daemon.configure("log:\n  level: warning\nnonsense: 1\n")
                let unknown = try site.client.fails(78, "reload")
                #expect(
                    unknown.contains("\(site.daemon.configurationFile):3") && unknown.contains("nonsense"),
                    "\(unknown)"
                )
                try site.daemon.configure("log:\n  level: warning\nlimits:\n  replicasPerPrimary: 5\n")
                let fixed = try site.client.fails(78, "reload")
                #expect(fixed.contains("limits.replicasPerPrimary"), "\(fixed)")
                try site.client("instance create hangzhou --region r")
                try site.daemon.configure("log:\n  level: debug\n")
                try site.client("reload")
                try site.daemon.configure("log: [\n")
                kill(try #require(site.daemon.id), SIGHUP)
                try site.client.fails(78, "reload")
                try site.daemon.configure("")
                #expect(try site.client.json("status").status.state == "running")
            }
        }

        @Test func `a limit of the configuration is in force`() throws {
            try Site.run(replicas: 1, configuration: "limits:\n  replicasPerPrimary: 1\n") { site in
                try site.client("instance create shanghai --region region-shanghai")
                let message = try site.client.fails(65, "replica add hangzhou shanghai --type all")
                #expect(message.contains("replica_limit_reached"))
            }
        }

        @Test(arguments: [SIGTERM, SIGINT])
        func `a signal ends it with 0 and leaves its files whole`(_ signal: Int32) throws {
            let daemon = try DaemonProcess()
            try daemon.start()
            let client = Client(daemon)
            try client("instance create hangzhou --region r")
            kill(try #require(daemon.id), signal)
            #expect(try daemon.end() == .exited(0), "\(daemon.log)")
            try client.fails(69, "status")
            try client.fails(75, "wait hangzhou --timeout 100ms")
            // Whoever copies the file of a daemon that was stopped has everything.
            #expect(!daemon.sandbox.read("state/instances/hangzhou.sqlite").isEmpty)
            #expect(daemon.sandbox.read("state/instances/hangzhou.sqlite-wal").isEmpty)
        }

        @Test(arguments: 1...8)
        func `signals that come with readiness are obeyed`(_ number: Int) throws {
            let daemon = try DaemonProcess()
            try daemon.start()
            let id = try #require(daemon.id)
            kill(id, SIGHUP)
            kill(id, SIGTERM)
            #expect(try daemon.end() == .exited(0), "\(daemon.log)")
        }

        @Test func `a state directory with another master key is refused and left as it is`() throws {
            let daemon = try DaemonProcess()
            try daemon.start()
            try Client(daemon)("instance create hangzhou --region r")
            try #require(daemon.stop() == .exited(0))
            let key = "state/master-key"
            let right = daemon.sandbox.read(key)
            let mode = try FileManager.default.attributesOfItem(atPath: daemon.sandbox.file(key))[.posixPermissions]
            #expect(mode as? Int == 0o600)
            try #require(right.count >= 32)
            try FileManager.default.removeItem(atPath: daemon.sandbox.file(key))
            #expect(try daemon.startInVain() == .exited(78), "No new key is made where there is an instance.")
            // Who has several copies finds the one that is wanted.
            let named = try Command(
                program: try Binaries.path("kmsyncd"),
                arguments: ["--master-key-id"],
                input: right
            ).run()
            let id = named.text.trimmingCharacters(in: .newlines)
            #expect(named.status == 0 && id.count == 16, "\(named)")
            #expect(daemon.log.contains("master key \(id) is wanted"), "\(daemon.log)")
            #expect(!FileManager.default.fileExists(atPath: daemon.sandbox.file(key)))
            try daemon.sandbox.write(right, to: key)
            chmod(daemon.sandbox.file(key), 0o600)
            try daemon.start()
            #expect(try Client(daemon).json("instance list").list.count == 1)
            #expect(try daemon.stop() == .exited(0))
        }
    }
}
