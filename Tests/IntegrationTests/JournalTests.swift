// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import TestSupport
import Testing

extension RealPrograms {
    /// What the real daemon writes to a real journald, and what a person reads there.
    struct JournalTests {
        private static let marker = "MARKER-70b2-of-a-value-that-nobody-may-see"
        private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        private static let catalog = root.appending(path: "systemd/kmsyncd.catalog").path

        @Test(
            .enabled(
                if: JournalSandbox.isPossible,
                "NOT TESTED HERE: needs root, CAP_SYS_ADMIN, no chroot, and /lib/systemd/systemd-journald"
            )
        )
        func `entries reach a real journal with fields, are explained by the catalog, and hold no value`() async {
            await #expect(processExitsWith: .success) {
                try Self.drive { site, journal in
                    try Self.useEverything(site)
                    try #require(site.daemon.stop() == .exited(0))
                    let entries = try journal.entries(identifier: "kmsyncd")
                    try Self.expectFields(entries)
                    // Every byte of every field, unprintable ones included.
                    let export = try journal.journalctl("--output=export")
                    let found = Spelling.all(of: Self.marker).filter { $0.isIn(export) }.map(\.name)
                    try Self.require(found.isEmpty, "a value stands in the journal: \(found)")
                    try Self.require(site.daemon.log.isEmpty, "lines beside the journal: \(site.daemon.log)")
                    try Self.expectExplanations(entries, journal)
                }
            }
        }

        /// A daemon whose standard error is, as it believes, connected to the journal.
        private static func drive(_ body: (Site, JournalSandbox) throws -> Void) throws {
            let sandbox = try Sandbox()
            let journal = try JournalSandbox(directory: sandbox.path)
            try journal.install(catalog: catalog)
            try sandbox.write([], to: "log")
            var status = stat()
            try require(stat(sandbox.file("log"), &status) == 0, "stat of the log")
            let daemon = try DaemonProcess(
                in: sandbox,
                configuration: Site.impatient,
                environment: ["JOURNAL_STREAM": "\(status.st_dev):\(status.st_ino)"]
            )
            try daemon.start()
            let site = Site(daemon: daemon, client: Client(daemon), replicas: ["beijing"])
            try site.createInstances()
            try body(site, journal)
        }

        /// Every way of a value into the daemon and out of it, and every kind of refusal on the way.
        private static func useEverything(_ site: Site) throws {
            let value = bytes(marker)
            let client = site.client
            try client("log-level trace")
            try client("replica add hangzhou beijing --type all")
            try client("key create hangzhou --id k --tag owner=me")
            try client("secret create hangzhou s --key k --version v1", input: value)
            try client.fails(65, "secret create hangzhou s", input: value)
            try client("secret put hangzhou s --version v2", input: value + value)
            try client.fails(65, "secret put hangzhou s --version v1", input: value + value)
            try client.fails(66, "secret put hangzhou none", input: value)
            try client("secret get hangzhou s")
            try client("secret import hangzhou \(site.daemon.sandbox.write(bytes("A=\(marker)\n"), to: "x.env"))")
            let material = try site.daemon.sandbox.write(Array(value.prefix(32)), to: "material")
            try client("key import hangzhou \(material) --id imported --spec hmac_sha_256")
            try client.fails(65, "key import hangzhou \(material) --spec ed25519")
            let sealed = try client("key encrypt hangzhou k --context a=b", input: value)
            try client("key decrypt hangzhou --context a=b", input: sealed)
            try client.fails(65, "key decrypt hangzhou --context a=c", input: sealed)
            let signature = try site.daemon.sandbox.write(
                try client("key sign hangzhou imported", input: value),
                to: "signature"
            )
            try client("key verify hangzhou imported --signature \(signature)", input: value)
            try client("secret update hangzhou s --description \(marker.count)")
            try client("secret stage hangzhou s mine --to v1")
            try client("key rotate hangzhou k")
            try client("key disable hangzhou k")
            try client.fails(65, "secret get hangzhou s")
            try client("key enable hangzhou k")
            try client("wait hangzhou --timeout 30s")
            try client("replica pause hangzhou beijing --reason maintenance --for 1h")
            try client("replica resume hangzhou beijing")
            try client("instance quota beijing --secret-quota 2")
            try client("secret create hangzhou more", input: value)
            try site.eventually("a secret fails") { try site.row("secret/more", at: "beijing").status == "failed" }
            try client("fault set beijing --fail 1 --code replica_storage_full")
            try client("resource retry hangzhou")
            try site.eventually("it backs off") { try site.describe("beijing").connection == "backing_off" }
            try client("fault clear")
            try client("instance quota beijing --secret-quota 9")
            try client("wait hangzhou --timeout 30s")
            try client("secret delete hangzhou s --force --confirm s")
            try client("key delete hangzhou imported")
            try client.fails(65, "instance create hangzhou --region r")
            try client("replica remove hangzhou beijing --confirm beijing")
        }

        private static func expectFields(_ entries: [[String: String]]) throws {
            func some(_ fields: [String: String]) throws {
                let found = entries.contains { entry in fields.allSatisfy { entry[$0.key] == $0.value } }
                try require(found, "no entry has \(fields)")
            }
            try some(["KMSYNC_EVENT": "instance_created", "KMSYNC_INSTANCE": "hangzhou", "PRIORITY": "5"])
            let secret = ["KMSYNC_INSTANCE": "hangzhou", "KMSYNC_RESOURCE": "secret/s", "KMSYNC_USER": "0"]
            try some(secret.merging(["KMSYNC_METHOD": "io.kmsync.Secrets.PutSecretValue"]) { $1 })
            try some(secret.merging(["KMSYNC_METHOD": "io.kmsync.Secrets.GetSecretValue", "PRIORITY": "6"]) { $1 })
            try some(
                secret.merging(["KMSYNC_OUTCOME": "failed", "KMSYNC_ERROR": "io.kmsync.Keys.KeyNotUsable"]) { $1 }
            )
            let pair = ["KMSYNC_INSTANCE": "hangzhou", "KMSYNC_REPLICA": "beijing"]
            try some(pair.merging(["KMSYNC_EVENT": "replica_in_sync"]) { $1 })
            try some(pair.merging(["KMSYNC_CAUSE": "replica_storage_full", "PRIORITY": "3"]) { $1 })
            try some(
                pair.merging([
                    "KMSYNC_CAUSE": "secret_quota_exceeded", "KMSYNC_RESOURCE": "secret/more", "KMSYNC_REVISION": "1",
                    "KMSYNC_ATTEMPT": "1", "KMSYNC_REMEDY": "raise the replica's secret quota", "PRIORITY": "3",
                ]) { $1 }
            )
            try some(pair.merging(["KMSYNC_METHOD": "io.kmsync.Synchronization.PauseReplica"]) { $1 })
            for entry in entries {
                let id = entry["MESSAGE_ID"] ?? ""
                try require(id.count == 32, "an entry without a kind: \(entry)")
                for field in ["CODE_FILE", "CODE_LINE", "CODE_FUNC", "PRIORITY"] {
                    try require(entry[field]?.isEmpty == false, "an entry without \(field): \(entry)")
                }
            }
        }

        /// As `journalctl -x` prints them, with nothing left to fill in.
        private static func expectExplanations(_ entries: [[String: String]], _ journal: JournalSandbox) throws {
            for id in Set(entries.compactMap { $0["MESSAGE_ID"] }) {
                let text = String(
                    decoding: try journal.journalctl("--catalog", "--output=short", "MESSAGE_ID=\(id)"),
                    as: UTF8.self
                )
                try require(text.contains("Defined-By: kmsync"), "nothing explains \(id): \(text)")
                let explanation = text.split(separator: "\n").filter { $0.hasPrefix("░░") }.joined(separator: "\n")
                try require(!explanation.contains("@"), "a field was not filled in: \(explanation)")
            }
        }

        private static func require(_ condition: Bool, _ failure: String) throws {
            guard condition else { throw DaemonProcess.Failure(description: failure) }
        }

        @Test func `every command that the catalog tells people to type is there`() throws {
            let text = try String(contentsOfFile: Self.catalog, encoding: .utf8)
            let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
            let commands = Set(
                lines.filter { $0.hasPrefix("kmsync ") }.map { line in
                    let words = line.split(separator: " ").dropFirst()
                    return words.prefix { $0.first?.isLowercase == true }.prefix(2).joined(separator: " ")
                }
            )
            #expect(commands.count > 10)
            let keeper = try String(contentsOf: Self.root.appending(path: "systemd/kmsync-master-key"), encoding: .utf8)
            for verb in text.matches(of: #/kmsync-master-key ([a-z]+)/#).map(\.output.1) {
                #expect(keeper.contains("\n  \(verb) "), "kmsync-master-key \(verb)")
            }
            let socket = "/nowhere"
            for command in commands.sorted() {
                let outcome = try Command(
                    program: try Binaries.path("kmsync"),
                    arguments: command.split(separator: " ").map(String.init) + ["--help"],
                    environment: Surroundings.with(["KMSYNC_SOCKET": socket])
                ).run()
                #expect(outcome.status == 0 && outcome.text.contains("USAGE: kmsync \(command)"), "kmsync \(command)")
            }
        }
    }
}
