// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

extension RealPrograms {
    /// A disk that fails at a write or a sync, under the one file that the failure is injected into.
    @Suite(.enabled(if: FailingCalls.obstacle == nil, "\(FailingCalls.obstacle ?? "")"))
    struct FailingDiskTests {
        /// What SQLite calls on a file or its log.
        private static let writes = "pwrite64"
        private static let syncs = "fdatasync,fsync"

        private func files(_ daemon: DaemonProcess, _ instance: String, _ endings: [String]) -> [String] {
            endings.map { "\(daemon.stateDirectory)/instances/\(instance).sqlite\($0)" }
        }

        @Test(arguments: [writes, syncs])
        func `a primary's disk that fails at a change ends the daemon with the reason, and loses nothing`(
            _ calls: String
        ) throws {
            try Site.run(replicas: 2, configuration: Site.impatient) { site in
                try site.client("secret create hangzhou acknowledged", input: bytes("v"))
                try site.wait()
                let failing = try FailingCalls(
                    calls,
                    with: "EIO",
                    on: files(site.daemon, "hangzhou", ["-wal"]),
                    of: try #require(site.daemon.id)
                )
                let outcome = try site.client.run("secret create hangzhou lost", input: bytes("v"))
                #expect(outcome.status != 0, "\(outcome)")
                #expect(try site.daemon.end(failing.abandon) == .killed(SIGABRT))
                #expect(site.daemon.log.contains("Input/output error"), "\(site.daemon.log)")
                #expect(site.daemon.log.contains("The disk failed under an instance's file"))
                #expect(site.daemon.log.contains("hangzhou"))
                try site.daemon.start()
                #expect(try site.value("acknowledged", at: "hangzhou") == bytes("v"))
                try site.client("secret create hangzhou after", input: bytes("v"))
                try site.wait()
                try site.expectEqualReplicas()
            }
        }

        @Test(arguments: [(writes, "EDQUOT"), (syncs, "EDQUOT"), (writes, "ENOSPC"), (syncs, "ENOSPC")])
        func `a primary without space refuses the change, whole, and goes on when there is some`(
            _ calls: String,
            _ error: String
        ) throws {
            try Site.run(replicas: 1, configuration: Site.impatient) { site in
                try site.client("secret create hangzhou acknowledged", input: bytes("v"))
                try site.wait()
                let failing = try FailingCalls(
                    calls,
                    with: error,
                    on: files(site.daemon, "hangzhou", ["", "-wal"]),
                    of: try #require(site.daemon.id)
                )
                let message = try site.client.fails(65, "secret create hangzhou refused", input: bytes("v"))
                #expect(message.contains("No space is left where hangzhou is stored"), "\(message)")
                #expect(try site.value("acknowledged", at: "hangzhou") == bytes("v"))
                failing.stop()
                // What was refused must not come back, also where all of it had reached the log.
                try site.daemon.strike()
                try site.daemon.start()
                try site.client.fails(66, "secret get hangzhou refused")
                try site.client("secret create hangzhou refused", input: bytes("now"))
                try site.wait()
                try site.expectEqualReplicas()
            }
        }

        @Test(arguments: [writes, syncs])
        func `a replica's disk that fails closes that file alone, and heals by itself`(_ calls: String) throws {
            try Site.run(replicas: 3, configuration: Site.impatient) { site in
                try site.client("secret create hangzhou before", input: bytes("v"))
                try site.wait()
                let process = site.daemon.id
                let failing = try FailingCalls(
                    calls,
                    with: "EIO",
                    on: files(site.daemon, "beijing", ["", "-wal"]),
                    of: try #require(process)
                )
                try site.client("secret create hangzhou meanwhile", input: bytes("v"))
                try site.wait("shanghai")
                try site.wait("shenzhen")
                #expect(try site.value("meanwhile", at: "shanghai") == bytes("v"))
                try site.eventually("beijing has the cause") {
                    try site.describe("beijing").failureCause.code == "replica_storage_error"
                }
                #expect(try site.client.run("status").status == 2)
                try site.eventually("its reads are refused with the reason, while it is closed") {
                    let outcome = try site.client.run("secret get beijing before")
                    return outcome.status != 0 && outcome.messages.contains("Input/output error")
                }
                failing.stop()
                try site.wait()
                try site.expectEqualReplicas()
                #expect(site.daemon.id == process && process != nil)
                #expect(try site.client.run("status").status == 0)
                #expect(site.daemon.log.contains("An instance's file that could not be used is open again."))
            }
        }

        @Test
        func `a replica whose file fails when its log is copied is closed, and opens again with what the log had`()
            throws
        {
            try Site.run(replicas: 2, configuration: Site.impatient) { site in
                try site.client("secret create hangzhou before", input: bytes("v"))
                try site.wait()
                let failing = try FailingCalls(
                    Self.syncs,
                    with: "EIO",
                    on: files(site.daemon, "beijing", [""]),
                    of: try #require(site.daemon.id)
                )
                try site.client("secret create hangzhou later", input: bytes("v"))
                try site.eventually("the failure at copying the log has closed the file") {
                    try site.client.run("secret get beijing before").status != 0
                }
                let log = try #require(files(site.daemon, "beijing", ["-wal"]).first)
                let size = try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int
                #expect(try #require(size) > 0, "what the failed sync lost is nowhere else")
                failing.stop()
                try site.eventually("it is open again, with what the log had") {
                    try site.client.run("secret get beijing later").status == 0
                }
                try site.wait()
                try site.expectEqualReplicas()
            }
        }

        @Test(arguments: ["EDQUOT", "ENOSPC"])
        func `a replica without space is told of as full, and goes on when there is some`(_ error: String) throws {
            try Site.run(replicas: 2, configuration: Site.impatient) { site in
                try site.wait()
                let failing = try FailingCalls(
                    Self.writes,
                    with: error,
                    on: files(site.daemon, "beijing", ["", "-wal"]),
                    of: try #require(site.daemon.id)
                )
                try site.client("secret create hangzhou s", input: bytes("v"))
                try site.wait("shanghai")
                try site.eventually("beijing is full") {
                    try site.describe("beijing").failureCause.code == "replica_storage_full"
                }
                try site.client.fails(66, "secret get beijing s")
                failing.stop()
                try site.wait()
                try site.expectEqualReplicas()
            }
        }

        // A sync that fails for want of space has lost what it was to write, like any other.
        @Test(arguments: [("EIO", "Input/output error"), ("ENOSPC", "no space was left when the file was synced")])
        func `a primary's disk that fails when the log is copied is seen, and loses nothing`(
            error: String,
            reason: String
        ) throws {
            try Site.run(replicas: 1, configuration: Site.impatient) { site in
                try site.client("secret create hangzhou acknowledged", input: bytes("v"))
                try site.wait()
                // The log still takes everything: only the file itself fails, which nothing but a checkpoint writes.
                let failing = try FailingCalls(
                    Self.syncs,
                    with: error,
                    on: files(site.daemon, "hangzhou", [""]),
                    of: try #require(site.daemon.id)
                )
                try site.client("secret create hangzhou later", input: bytes("v"))
                // Nothing is written any more, so that the log is copied as soon as it is quiet.
                #expect(try site.daemon.end(failing.abandon) == .killed(SIGABRT))
                #expect(site.daemon.log.contains(reason), "\(site.daemon.log)")
                try site.daemon.start()
                for name in ["acknowledged", "later"] { #expect(try site.value(name, at: "hangzhou") == bytes("v")) }
                try site.wait()
                try site.expectEqualReplicas()
            }
        }

        @Test func `a replica's disk that fails when the log is copied closes that file alone`() throws {
            try Site.run(replicas: 2, configuration: Site.impatient) { site in
                try site.wait()
                let failing = try FailingCalls(
                    Self.writes,
                    with: "EIO",
                    on: files(site.daemon, "beijing", [""]),
                    of: try #require(site.daemon.id)
                )
                try site.client("secret create hangzhou s", input: bytes("v"))
                try site.wait()
                try site.eventually("beijing's file is closed") {
                    try site.client.run("secret get beijing s").status != 0
                }
                try site.client("secret put hangzhou s", input: bytes("w"))
                try site.wait("shanghai")
                failing.stop()
                try site.wait()
                try site.expectEqualReplicas()
            }
        }
    }
}
