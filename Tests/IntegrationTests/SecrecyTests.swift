// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

extension RealPrograms {
    /// Who may call, and where values must never stand.
    struct SecrecyTests {
        private static let marker = "MARKER-5f1d-of-a-value-that-nobody-may-see"

        @Test func `a value stands in no log and in no file in the clear`() throws {
            try Site.run(replicas: 2) { site in
                let value = bytes(Self.marker)
                try site.client("log-level trace")
                try site.client("key create hangzhou --id k")
                try site.client("secret create hangzhou s --key k --version v1", input: value)
                try site.client("secret create hangzhou root", input: value)
                try site.client.fails(65, "secret create hangzhou s", input: value)
                try site.client.fails(65, "secret put hangzhou s --version v1", input: value + value)
                try site.client.fails(66, "secret put hangzhou none", input: value)
                let material = try site.daemon.sandbox.write(Array(value.prefix(32)), to: "material")
                try site.client("key import hangzhou \(material) --id imported --spec hmac_sha_256")
                try site.client.fails(65, "key import hangzhou \(material) --spec ed25519")
                let ciphertext = try site.client("key encrypt hangzhou k --context a=b", input: value)
                #expect(try site.client("key decrypt hangzhou --context a=b", input: ciphertext) == value)
                try site.client("key sign hangzhou imported", input: value)
                try site.wait()
                #expect(try site.value("s", at: "beijing") == value)
                try site.daemon.strike()
                let whileDown = try Self.search(site.daemon.sandbox)
                #expect(whileDown.isEmpty, "\(whileDown)")
                try site.daemon.start()
                #expect(try site.value("s", at: "shanghai") == value)
                try #require(site.daemon.stop() == .exited(0))
                let atRest = try Self.search(site.daemon.sandbox)
                #expect(atRest.isEmpty, "\(atRest)")
            }
        }

        @Test func `the search for values can find one`() throws {
            let sandbox = try Sandbox()
            try FileManager.default.createDirectory(atPath: sandbox.file("state"), withIntermediateDirectories: true)
            for (number, text) in Spelling.all(of: Self.marker).enumerated() {
                try sandbox.write(bytes("before") + text.bytes + bytes("after"), to: "state/file")
                #expect(try Self.search(sandbox).count >= 1, "spelling \(number)")
            }
        }

        @Test(.enabled("needs root, to become another user") { geteuid() == 0 })
        func `a user without a role is refused`() throws {
            try Site.run(replicas: 1) { site in
                try site.client("secret create hangzhou s", input: bytes("v"))
                for verb in ["status", "instance list", "secret get hangzhou s", "secret get beijing s", "reload"] {
                    try Self.fails(77, verb, site)
                }
                try Self.fails(77, "secret put hangzhou s", site)
                #expect(try site.value("s", at: "hangzhou") == bytes("v"))
            }
        }

        @Test(.enabled("needs root, to become another user") { geteuid() == 0 })
        func `a viewer sees everything but values and changes nothing`() throws {
            try Site.run(replicas: 1, configuration: "roles:\n  viewer:\n    users: [nobody]\n") { site in
                try site.client("secret create hangzhou s", input: bytes("v"))
                try site.wait()
                for verb in ["status", "secret list hangzhou", "secret show beijing s", "resource list hangzhou"] {
                    try Self.fails(0, verb, site)
                }
                for verb in [
                    "secret get hangzhou s", "secret put hangzhou s", "replica pause hangzhou beijing --reason r",
                    "resource retry hangzhou", "replica remove hangzhou beijing --confirm beijing",
                ] {
                    try Self.fails(77, verb, site)
                }
                try site.daemon.configure("roles:\n  operator:\n    users: [nobody]\n")
                try site.client("reload")
                try Self.fails(0, "replica pause hangzhou beijing --reason r", site)
                try Self.fails(77, "secret get hangzhou s", site)
                try site.daemon.configure("")
                try site.client("reload")
                try Self.fails(77, "status", site)
            }
        }

        @Test(.enabled("needs root, to become another user") { geteuid() == 0 })
        func `an application reads what it was granted`() throws {
            let configuration = """
                roles:
                  applications:
                    - users: [nobody]
                      instances: [beijing]
                      keys: [app-*]
                      secrets: [app/*]
                """
            try Site.run(replicas: 1, configuration: configuration) { site in
                try site.client("key create hangzhou --id app-key")
                try site.client("key create hangzhou --id other-key")
                for name in ["app/s", "other/s"] {
                    try site.client("secret create hangzhou \(name)", input: bytes("v"))
                }
                try site.wait()
                try Self.fails(0, "secret get beijing app/s", site)
                try Self.fails(0, "key encrypt beijing app-key", site)
                for verb in [
                    "secret get beijing other/s", "secret get hangzhou app/s", "key encrypt beijing other-key",
                    "status",
                    "secret put hangzhou app/s",
                ] {
                    try Self.fails(77, verb, site)
                }
            }
        }

        /// Runs the client as a user that nothing belongs to.
        private static func fails(_ status: Int32, _ words: String, _ site: Site) throws {
            // A copy that everybody may run, wherever the build is.
            let copy = site.daemon.sandbox.file("kmsync")
            if !FileManager.default.fileExists(atPath: copy) {
                try FileManager.default.copyItem(atPath: try Binaries.path("kmsync"), toPath: copy)
                chmod(copy, 0o755)
            }
            let user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]
            let outcome = try Command(
                program: "/usr/bin/env",
                arguments: user + [copy] + words.split(separator: " ").map(String.init),
                environment: Surroundings.with(["KMSYNC_SOCKET": site.daemon.socket])
            ).run()
            #expect(outcome.status == status, "\(words): \(outcome)")
        }

        /// Where the marker stands below the state directory or in the log.
        private static func search(_ sandbox: Sandbox) throws -> [String] {
            sandbox.files().filter { $0.hasPrefix("state/") || $0 == "log" }.flatMap { name in
                let content = sandbox.read(name)
                return Spelling.all(of: marker).filter { $0.isIn(content) }.map { "\($0.name) in \(name)" }
            }
        }
    }
}
