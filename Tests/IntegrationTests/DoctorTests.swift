// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Testing

extension RealPrograms {
    /// `kmsync doctor` on real daemons and what they leave behind.
    struct DoctorTests {
        @Test func `a daemon that is well is told so, and one that is not with what to do`() throws {
            try Site.run(replicas: 1) { site in
                try site.client("secret create hangzhou s", input: bytes("a value that nobody may see"))
                try site.wait()
                let well = try Self.findings(site.client.run("doctor --json"))
                // The machine that the tests run on may have little space.
                #expect(well.allSatisfy { $0.level == "ok" || $0.subject == "space" }, "\(well)")
                for subject in [
                    "socket", "version", "role", "daemon", "clock", "files", "state directory", "lock", "master key",
                    "space", "configuration", "replica beijing of hangzhou",
                ] {
                    #expect(well.contains { $0.subject == .text(subject) }, "\(subject) is missing: \(well)")
                }
                try site.client("fault set beijing --outage")
                try site.client("secret put hangzhou s", input: bytes("another"))
                try site.eventually("beijing backs off") { try site.describe("beijing").connection == "backing_off" }
                let ill = try site.client.run("doctor")
                #expect(ill.status == 2)
                #expect(ill.text.contains("fail replica beijing of hangzhou: it is active, backing_off"), "\(ill)")
                #expect(ill.text.contains("replica_unreachable: No connection"), "\(ill)")
                #expect(ill.text.contains("warn replica beijing: a rehearsed fault is set"), "\(ill)")
                try site.daemon.configure("replication: {nonsense: 1}")
                #expect(
                    try site.client.run("doctor").text.contains(
                        "fail configuration: \(site.daemon.configurationFile):1:"
                    )
                )
            }
        }

        @Test func `with the daemon down it says what is there and what to do`() throws {
            let daemon = try DaemonProcess()
            let client = Client(daemon)
            let doctor = "doctor --state-directory \(daemon.stateDirectory) --config \(daemon.configurationFile)"
            let before = try client.run(doctor)
            #expect(before.status == 69 && before.text.contains("fail socket: there is nothing at"), "\(before)")
            #expect(before.text.contains("warn state directory: there is none"), "\(before)")
            try daemon.start()
            try client("instance create hangzhou --region r")
            try client("secret create hangzhou s", input: bytes("v"))
            try daemon.strike()
            let left = try client.run(doctor)
            #expect(left.status == 69)
            #expect(left.text.contains("is left over from a daemon that is gone"), "\(left)")
            #expect(left.text.contains("ok   lock: no daemon works on"), "\(left)")
            #expect(left.text.contains("1 instance to recover, which the next start does"), "\(left)")
            let key = "\(daemon.stateDirectory)/master-key"
            chmod(key, 0o644)
            chmod(daemon.stateDirectory, 0o755)
            try daemon.configure("nonsense: 1")
            let worse = try client.run(doctor)
            #expect(worse.text.contains("fail master key: kmsyncd refuses \(key)"), "\(worse)")
            #expect(worse.text.contains("warn state directory: \(daemon.stateDirectory) has mode 0755"), "\(worse)")
            #expect(worse.text.contains("fail configuration: \(daemon.configurationFile):1:"), "\(worse)")
        }

        @Test func `a daemon that listens elsewhere is found by its lock`() throws {
            let daemon = try DaemonProcess()
            try daemon.start()
            let outcome = try Client(daemon).run(
                "doctor --socket \(daemon.sandbox.file("nowhere")) --state-directory \(daemon.stateDirectory)"
            )
            let id = try #require(daemon.id)
            #expect(outcome.status == 69)
            #expect(outcome.text.contains("fail lock: process \(id) holds the lock"), "\(outcome)")
            try #expect(daemon.stop() == .exited(0))
        }

        private static func findings(_ outcome: Command.Outcome) throws -> [JSON] {
            try JSON(parsing: outcome.output).findings.list
        }
    }
}
