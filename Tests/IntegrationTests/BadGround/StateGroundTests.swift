// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

extension RealPrograms {
    /// A state directory that cannot be used, or not all of it.
    struct StateGroundTests {
        @Test(.enabled(if: SmallDisk.obstacle == nil, "\(SmallDisk.obstacle ?? "")"))
        func `a read-only file system is refused with what to do, and nothing is lost`() throws {
            try SmallDisk.run(mebibytes: 16) { disk, daemon, client in
                try daemon.start()
                try client("instance create hangzhou --region r")
                try client("secret create hangzhou s", input: bytes("kept"))
                try #require(daemon.stop() == .exited(0))
                try disk.remount(writable: false)
                #expect(try daemon.startInVain() == .exited(78))
                #expect(daemon.log.contains("\(daemon.stateDirectory) cannot be written (Read-only file system)"))
                #expect(daemon.log.contains("mount it for writing"))
                try disk.remount(writable: true)
                try daemon.start()
                #expect(try client("secret get hangzhou s") == bytes("kept"))
            }
        }

        @Test func `a damaged and a newer file are named with the reason, and the others serve`() throws {
            try Site.run(replicas: 3) { site in
                try site.client("secret create hangzhou s", input: bytes("v"))
                try site.wait()
                try #require(site.daemon.stop() == .exited(0))
                let files = "state/instances"
                let damaged = try site.daemon.sandbox.write(
                    [UInt8](repeating: 0x55, count: 8192),
                    to: "\(files)/beijing.sqlite"
                )
                var newer = site.daemon.sandbox.read("\(files)/shanghai.sqlite")
                // `user_version`, big-endian; https://sqlite.org/fileformat.html
                newer.replaceSubrange(60..<64, with: [0, 0, 0, 99])
                try site.daemon.sandbox.write(newer, to: "\(files)/shanghai.sqlite")
                try site.daemon.start()
                #expect(site.daemon.log.contains("is damaged"), "\(site.daemon.log)")
                #expect(site.daemon.log.contains("format 99, this kmsyncd knows up to 1"), "\(site.daemon.log)")
                let status = try site.client.run("status --json")
                #expect(try JSON(parsing: status.output).status.state == "degraded" && status.status == 2, "\(status)")
                let newerMessage = try site.client.fails(70, "secret get shanghai s")
                #expect(newerMessage.contains("format 99"), "\(newerMessage)")
                let damagedMessage = try site.client.fails(70, "secret get beijing s")
                #expect(damagedMessage.contains("restore it from a backup"), "\(damagedMessage)")
                try site.client.fails(65, "instance create beijing --region r")
                try site.client("secret put hangzhou s", input: bytes("w"))
                try site.wait("shenzhen")
                #expect(try site.describe("beijing").failureCause.code == "replica_storage_error")
                #expect(FileManager.default.contents(atPath: damaged)?.allSatisfy { $0 == 0x55 } == true)
            }
        }

        @Test func `another master key is refused with the id that is wanted`() throws {
            let daemon = try DaemonProcess()
            try daemon.start()
            try Client(daemon)("instance create hangzhou --region r")
            try #require(daemon.stop() == .exited(0))
            let right = daemon.sandbox.read("state/master-key")
            try daemon.sandbox.write([UInt8](repeating: 7, count: 32), to: "state/master-key")
            chmod(daemon.sandbox.file("state/master-key"), 0o600)
            #expect(try daemon.startInVain() == .exited(78))
            let said = try #require(daemon.log.firstMatch(of: #/master key ([0-9a-f]+) is wanted/#), "\(daemon.log)")
            #expect(!FileManager.default.fileExists(atPath: daemon.socket), "Nobody is there to answer.")
            try daemon.sandbox.write(right, to: "state/master-key")
            chmod(daemon.sandbox.file("state/master-key"), 0o600)
            try daemon.start()
            // The id is that of the key that does open it.
            try FileManager.default.removeItem(atPath: daemon.sandbox.file("state/master-key"))
            try #require(daemon.stop() == .exited(0))
            #expect(try daemon.startInVain() == .exited(78))
            #expect(daemon.log.contains("master key \(said.output.1) is wanted, offered is none"), "\(daemon.log)")
        }

        @Test func `a rotation of the master key says when it took effect, for each instance, and once`() throws {
            let sandbox = try Sandbox()
            try FileManager.default.createDirectory(
                atPath: sandbox.file("credentials"),
                withIntermediateDirectories: false
            )
            func offer(_ name: String, _ byte: UInt8) throws {
                try sandbox.write([UInt8](repeating: byte, count: 32), to: "credentials/\(name)")
            }
            let daemon = try DaemonProcess(
                in: sandbox,
                environment: ["CREDENTIALS_DIRECTORY": sandbox.file("credentials")]
            )
            try offer("master-key-2", 2)
            try daemon.start()
            let client = Client(daemon)
            for id in ["beijing", "hangzhou"] { try client("instance create \(id) --region \(id)") }
            try client("secret create hangzhou s", input: bytes("kept"))
            #expect(!daemon.log.contains("wrapped anew"))
            try offer("master-key-1", 1)
            try daemon.restart()
            func rotations() -> [Substring] { daemon.log.split(separator: "\n").filter { $0.contains("wrapped anew") } }
            #expect(rotations().count == 2, "\(daemon.log)")
            for (line, id) in zip(rotations(), ["beijing", "hangzhou"]) {
                #expect(line.contains(" notice ") && line.contains(" instance=\(id)"), "\(line)")
                #expect(line.contains(#/detail="from master key [0-9a-f]+ to [0-9a-f]+"/#), "\(line)")
            }
            // What the manual says next: the old one can go.
            try FileManager.default.removeItem(atPath: sandbox.file("credentials/master-key-2"))
            try daemon.restart()
            #expect(try client("secret get hangzhou s") == bytes("kept"))
            #expect(rotations().count == 2)
            try #expect(daemon.stop() == .exited(0))
        }

        @Test(arguments: [0o644, 0o640, 0o666] as [mode_t])
        func `a master key that others may read is refused with its mode`(_ mode: mode_t) throws {
            let daemon = try DaemonProcess()
            try daemon.start()
            try #require(daemon.stop() == .exited(0))
            chmod(daemon.sandbox.file("state/master-key"), mode)
            #expect(try daemon.startInVain() == .exited(78))
            let path = daemon.sandbox.file("state/master-key")
            #expect(daemon.log.contains("The master key \(path) is refused (its mode is 0\(String(mode, radix: 8)))"))
            #expect(daemon.log.contains("with mode 0600"))
            chmod(path, 0o600)
            try daemon.start()
            #expect(try daemon.stop() == .exited(0))
        }

        @Test func `a graceful end leaves one file for each instance and no log`() throws {
            try Site.run(replicas: 2) { site in
                try site.client("secret create hangzhou s", input: bytes("v"))
                try site.wait()
                _ = try site.client.json("resource list hangzhou")
                try #require(site.daemon.stop() == .exited(0))
                let files = site.daemon.sandbox.files().filter { $0.hasPrefix("state/instances/") }
                #expect(files == ["beijing", "hangzhou", "shanghai"].map { "state/instances/\($0).sqlite" })
                try site.daemon.start()
                try site.expectEqualReplicas()
            }
        }
    }
}
