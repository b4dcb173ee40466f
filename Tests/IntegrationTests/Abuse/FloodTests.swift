// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import TestSupport
import Testing

extension RealPrograms {
    /// Peers that take without giving: the daemon holds what its bounds say, and serves the others.
    struct FloodTests {
        private static let status = #"{"method":"io.kmsync.Daemon.GetStatus"}"# + "\0"
        private static let listing =
            #"{"method":"io.kmsync.Secrets.ListSecrets","parameters":{"instanceId":"hangzhou","limit":1000}}"# + "\0"

        /// Resident memory of the daemon in MiB, now or at most so far.
        private static func memory(_ process: pid_t, _ field: String = "VmRSS") throws -> Int {
            let text = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("\(field):") })
            return try #require(Int(line.split(whereSeparator: { !$0.isNumber })[0])) >> 10
        }

        private static func fill(_ site: Site, secrets: Int) throws {
            let connection = try ControlConnection(site.daemon.socket)
            for number in 0..<secrets {
                let name = "shop/\(String(repeating: "x", count: 200))/\(number)"
                try connection.send(
                    "Secrets.CreateSecret",
                    ["instanceId": .text(Site.primary), "name": .text(name), "value": ""]
                )
            }
            for _ in 0..<secrets { #expect(try connection.receive().error == nil) }
        }

        @Test func `pipelined calls beyond the bound wait in the socket, and none is lost`() throws {
            try Site.run(replicas: 1, configuration: "socket: {pipelinedCalls: 4}\n") { site in
                let connection = try RawConnection(site.daemon.socket)
                let count = 2_000
                // Sent from aside: the socket takes no more before this side reads.
                let sender = DispatchGroup()
                // Safe because one side only sends and the other only hears.
                nonisolated(unsafe) let sending = connection
                sender.enter()
                Thread.detachNewThread {
                    for number in 0..<count {
                        let parameters = #"{"instanceId":"hangzhou","name":"s\#(number)","value":""}"#
                        sending.say(#"{"method":"io.kmsync.Secrets.CreateSecret","parameters":\#(parameters)}"# + "\0")
                    }
                    sender.leave()
                }
                for number in 0..<count {
                    let answer = try JSON(
                        parsing: bytes(try #require(try connection.hear(), "after \(number) answers"))
                    )
                    #expect(answer.error == .null, "\(number): \(answer)")
                }
                sender.wait()
                #expect(try site.client.json("secret list hangzhou").list.count == count)
            }
        }

        @Test func `a flood of every kind leaves memory flat and the neighbours served`() throws {
            try Site.run(replicas: 1) { site in
                try Self.fill(site, secrets: 1_000)
                let daemon = try #require(site.daemon.id)
                let neighbour = try ControlConnection(site.daemon.socket)
                func flood(_ rounds: Int) throws {
                    for _ in 0..<rounds {
                        try self.flood(site.daemon.socket)
                        try #expect(neighbour.call("Daemon.GetStatus").status.state == "running")
                    }
                }
                try flood(3)
                let before = try Self.memory(daemon)
                try flood(15)
                // All that the flood held is gone when its connections are.
                try site.eventually("the flood is gone") {
                    try neighbour.call("Daemon.GetStatus").status.connections.number ?? 99 <= 3
                }
                let after = try Self.memory(daemon)
                let most = try Self.memory(daemon, "VmHWM")
                print("FloodTests: \(before) MiB before, \(after) after, at most \(most)")
                guard !Surroundings.isSanitized else { return }
                #expect(after - before < 24, "\(before) MiB grew to \(after)")
                #expect(most - before < 96, "\(before) MiB rose to \(most)")
            }
        }

        /// 24 connections that end in garbage, 8 that stop within a long call, 8 that ask for much and read nothing,
        /// and 8 that leave in the middle of a stream.
        private func flood(_ socket: String) throws {
            var held: [RawConnection] = []
            for number in 0..<48 {
                let connection = try RawConnection(socket)
                switch number % 6 {
                case 0: connection.say([UInt8](repeating: 0, count: 10_000))
                case 1: connection.say("{\"method\":\"" + String(repeating: "a", count: 60_000) + "\0")
                case 2: connection.say(String(repeating: "[", count: 60_000) + "\0")
                case 3: _ = connection.sayWithoutWaiting([UInt8](repeating: UInt8(ascii: " "), count: 1 << 20))
                case 4: _ = connection.sayWithoutWaiting(bytes(String(repeating: Self.listing, count: 64)))
                case _: connection.say("{\"method\":\"io.kmsync.Monitor.Subscribe\",\"more\":true}\0" + Self.status)
                }
                held.append(connection)
            }
        }

        @Test func `a peer that never reads holds up nobody and is dropped`() throws {
            try Site.run(replicas: 1, configuration: "socket: {idleSeconds: 1}\n") { site in
                try Self.fill(site, secrets: 1_000)
                let daemon = try #require(site.daemon.id)
                let before = try Self.memory(daemon)
                let deaf = try (0..<16).map { _ in
                    let connection = try RawConnection(site.daemon.socket)
                    connection.say(String(repeating: Self.listing, count: 64))
                    return connection
                }
                // One answer is some 500 kB: 64 for each of 16 peers would be half a gigabyte.
                try site.client("secret create hangzhou s", input: bytes("x"))
                try site.eventually("the deaf are dropped") {
                    try ControlConnection(site.daemon.socket).call("Daemon.GetStatus").status.connections.number ?? 99
                        <= 3
                }
                let most = try Self.memory(daemon, "VmHWM")
                print("FloodTests: \(before) MiB before, at most \(most) with 16 deaf peers")
                if !Surroundings.isSanitized { #expect(most - before < 16 * 8, "\(before) MiB rose to \(most)") }
                withExtendedLifetime(deaf) {}
            }
        }
    }
}
