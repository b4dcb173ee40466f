// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

extension RealPrograms {
    /// A reload is whole or not at all, whoever asks and whatever goes on meanwhile.
    struct ReloadTests {
        private static let status = #"{"method":"io.kmsync.Daemon.GetStatus"}"#
        private static let viewer = "roles: {viewer: {users: [nobody]}}\n"
        private static let reloaded = "The configuration was reloaded."
        private static let refused = "The configuration was not reloaded"

        /// By what it is: the file, and what the reason has to say.
        private static let bad: [(String, [UInt8], String)] = [
            ("no YAML", bytes("roles: [\n"), "YAML"),
            ("an unknown key", bytes("log:\n  level: info\n  colour: red\n"), ":3: "),
            ("an unknown section", bytes("\n\nnonsense: 1\n"), ":3: "),
            (
                "a key that stands there twice", bytes("log: {level: info}\nlog: {level: error}\n"),
                "'log' stands more than once"
            ),
            ("a wrong type", bytes("log: 7\n"), "'7'"),
            ("a wrong value", bytes("log:\n  level: loud\n"), ":2: "),
            ("an unknown user", bytes("roles: {viewer: {users: [no-such-user]}}\n"), "no-such-user"),
            ("two documents", bytes("log: {level: info}\n---\nlog: {level: error}\n"), "YAML"),
            ("an alias that grows", bytes("a: &a [x, x]\nb: [*a, *a]\n"), "no key"),
            ("no UTF-8", [0x6C, 0xFF, 0xFE], "UTF-8"),
            ("control characters", bytes("log: {level: \"\u{1b}[2J\"}\n"), "control characters"),
            ("too much", [UInt8](repeating: UInt8(ascii: "#"), count: (1 << 20) + 1), "1048576"),
        ]

        private func count(_ text: String, _ daemon: DaemonProcess) -> Int {
            daemon.log.components(separatedBy: text).count - 1
        }

        @Test func `a file that is no configuration changes nothing and is refused with the reason`() throws {
            try Site.run(configuration: "log: {level: info}\n") { site in
                for (name, text, reason) in Self.bad {
                    try Data(text).write(to: URL(filePath: site.daemon.configurationFile))
                    let message = try site.client.fails(78, "reload")
                    #expect(message.contains(reason), "\(name): \(message)")
                    #expect(message.contains(site.daemon.configurationFile), "\(name): \(message)")
                    #expect(message.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A }, "\(name): \(message)")
                    #expect(message.contains("stays in force"), "\(name): \(message)")
                }
                try site.daemon.configure("log: {level: info}\n")
                try site.client("reload")
            }
        }

        @Test func `a file that is gone, unreadable or no file changes nothing and is refused`() throws {
            try Site.run { site in
                let file = site.daemon.configurationFile
                try FileManager.default.removeItem(atPath: file)
                #expect(try site.client.fails(78, "reload").contains(file))
                try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
                #expect(try site.client.fails(78, "reload").contains(file))
                try FileManager.default.removeItem(atPath: file)
                try #require(mkfifo(file, 0o600) == 0)
                #expect(try site.client.fails(78, "reload").contains("pipe"))
                try FileManager.default.removeItem(atPath: file)
                try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: file)
                #expect(try site.client.fails(78, "reload").contains(file))
                try FileManager.default.removeItem(atPath: file)
                try site.daemon.configure("")
                try site.client("reload")
                #expect(try site.client.json("status").status.state == "running")
            }
        }

        @Test(.enabled("becomes another user, which only root can") { OtherUser.isPossible })
        func `a role comes and goes with a reload, but not with one that is refused`() throws {
            try Site.run { site in
                func isAdmitted() throws -> Bool {
                    try OtherUser(to: site.daemon.socket, call: Self.status).admitted == 1
                }
                #expect(try !isAdmitted())
                for key in [
                    "limits: {replicasPerPrimary: 5}", "socket: {pipelinedCalls: 3}",
                    "faults: [{replica: x, outage: true}]",
                ] {
                    try site.daemon.configure(Self.viewer + key + "\n")
                    let message = try site.client.fails(78, "reload")
                    let name = key.replacing(": {", with: ".").split(separator: ":")[0]
                    #expect(message.contains("restart") && message.contains(name), "\(message)")
                    #expect(try !isAdmitted(), "\(key) was refused, and half of the file is in force")
                }
                try site.daemon.configure(Self.viewer)
                try site.client("reload")
                #expect(try isAdmitted())
                try site.daemon.configure("")
                kill(try #require(site.daemon.id), SIGHUP)
                try site.eventually("SIGHUP is obeyed") { count(Self.reloaded, site.daemon) == 2 }
                #expect(try !isAdmitted())
                try site.daemon.configure(Self.viewer + "nonsense: 1\n")
                let refusals = count(Self.refused, site.daemon)
                kill(try #require(site.daemon.id), SIGHUP)
                try site.eventually("SIGHUP is refused") { count(Self.refused, site.daemon) == refusals + 1 }
                #expect(try !isAdmitted())
            }
        }

        @Test func `reloads at once and under load disturb nobody`() throws {
            try Site.run(replicas: 1, configuration: Self.viewer) { site in
                let process = try #require(site.daemon.id)
                let changes = try ControlConnection(site.daemon.socket)
                let reloads = try (0..<4).map { _ in try ControlConnection(site.daemon.socket) }
                var good = 0
                for round in 0..<40 {
                    // Whole files only: half of one would be another configuration.
                    let text =
                        round.isMultiple(of: 4) ? "nonsense: \(round)\n" : round.isMultiple(of: 2) ? Self.viewer : ""
                    try site.daemon.configure(text)
                    for number in 0..<16 {
                        try changes.send(
                            "Secrets.CreateSecret",
                            ["instanceId": .text(Site.primary), "name": .text("s\(round)-\(number)"), "value": ""]
                        )
                    }
                    try changes.flush()
                    for reload in reloads {
                        try reload.send("Daemon.Reload", [:])
                        try reload.flush()
                    }
                    kill(process, SIGHUP)
                    for reload in reloads {
                        let answer = try reload.receive()
                        let isBad = round.isMultiple(of: 4)
                        #expect(answer.error == (isBad ? "io.kmsync.Daemon.BadConfiguration" : nil), "\(answer)")
                        good += answer.error == nil ? 1 : 0
                    }
                    for _ in 0..<16 { #expect(try changes.receive().error == nil) }
                }
                #expect(good == 30 * 4)
                try site.wait()
                #expect(try site.client.json("secret list hangzhou").list.count == 40 * 16)
                try site.expectEqualReplicas()
            }
        }
    }
}
