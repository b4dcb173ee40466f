// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import TestSupport
import Testing

extension RealPrograms {
    /// Bytes that are no calls, at the socket of the real daemon: they cost their connection, and nobody else anything.
    struct HostileFramesTests {
        private static let status = #"{"method":"io.kmsync.Daemon.GetStatus"}"#

        private static func calling(_ parameters: String) -> String {
            #"{"method":"io.kmsync.Instances.DescribeInstance","parameters":"# + parameters + "}"
        }

        private static let nested = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)

        /// By what they are.
        private static let frames: [(String, [UInt8])] = [
            ("no JSON", bytes("nonsense\0")),
            ("only NULs", [UInt8](repeating: 0, count: 100_000)),
            ("no object", bytes("[]\0")),
            ("a number", bytes("7\0")),
            ("no method", bytes("{}\0")),
            ("a method that is a number", bytes("{\"method\":7}\0")),
            ("two methods", bytes("{\"method\":\"a.B\",\"method\":\"a.C\"}\0")),
            ("parameters twice", bytes("{\"method\":\"a.B\",\"parameters\":{},\"parameters\":{}}\0")),
            ("parameters that are a list", bytes("{\"method\":\"a.B\",\"parameters\":[]}\0")),
            ("a flag that is a text", bytes("{\"method\":\"a.B\",\"more\":\"yes\"}\0")),
            ("something behind it", bytes(status + "x\0")),
            ("half of it", bytes(String(status.dropLast(3)) + "\0")),
            ("nested too deep", bytes(calling(#"{"instanceId":"# + nested + "}") + "\0")),
            ("nested without end", bytes(#"{"x":"# + String(repeating: "[", count: 60_000) + "\0")),
            ("a string without end", bytes("{\"method\":\"a.B\0")),
            ("a raw control character", bytes("{\"method\":\"a\u{1}.B\"}\0")),
            ("a surrogate alone", bytes(#"{"method":"\ud800"#) + [0]),
            ("no UTF-8", bytes("{\"method\":\"a") + [0xFF, 0xFE] + bytes(".B\"}\0")),
            ("an overlong form", bytes("{\"method\":\"a") + [0xC0, 0xAE] + bytes("B\"}\0")),
            ("a number that is none", bytes(#"{"method":"a.B","parameters":{"x":0123}}"#) + [0]),
            ("NaN", bytes(#"{"method":"a.B","parameters":{"x":NaN}}"#) + [0]),
            ("a comment", bytes("/**/" + status + "\0")),
        ]

        @Test func `bytes that are no call cost their own connection`() throws {
            try Site.run { site in
                let bystander = try ControlConnection(site.daemon.socket)
                for (name, bytes) in Self.frames {
                    let hostile = try RawConnection(site.daemon.socket)
                    // What came before is answered.
                    hostile.say(Self.status + "\0")
                    let first = try hostile.hear()
                    #expect(first?.hasPrefix(#"{"parameters":"#) == true, "\(name)")
                    hostile.say(bytes)
                    do { try hostile.expectClosed() } catch { Issue.record("\(name): \(error)") }
                    try #expect(bystander.call("Daemon.GetStatus").status.state == "running", "\(name)")
                }
            }
        }

        @Test func `a call is as long as the configuration lets it be, and no longer`() throws {
            try Site.run(configuration: "socket: {frameBytes: 65536}\n") { site in
                let bystander = try ControlConnection(site.daemon.socket)
                let longest = Self.status + String(repeating: " ", count: 65_536 - Self.status.utf8.count)
                let fitting = try RawConnection(site.daemon.socket)
                fitting.say(longest + "\0")
                #expect(try fitting.hear() != nil)
                for text in [longest + " \0", longest + " "] {
                    let hostile = try RawConnection(site.daemon.socket)
                    hostile.say(text)
                    try hostile.expectClosed()
                }
                try bystander.call("Daemon.GetStatus")
            }
        }

        @Test func `idle, half-sent and trickling connections end by themselves, and busy ones do not`() throws {
            try Site.run(replicas: 1, configuration: "socket: {idleSeconds: 2, requestSeconds: 1}\n") { site in
                let start = ContinuousClock.now
                let idle = try RawConnection(site.daemon.socket)
                let half = try RawConnection(site.daemon.socket)
                half.say(#"{"method":"#)
                let follower = try RawConnection(site.daemon.socket)
                follower.say("{\"method\":\"io.kmsync.Monitor.Subscribe\",\"more\":true}\0")
                let trickling = try RawConnection(site.daemon.socket)
                let deadline = start + .seconds(30)
                while trickling.say(" "), ContinuousClock.now < deadline {
                    try ControlConnection(site.daemon.socket).call("Daemon.GetStatus")
                }
                #expect(ContinuousClock.now < deadline)
                try half.expectClosed()
                #expect(start.duration(to: .now) >= .seconds(1))
                try idle.expectClosed()
                #expect(start.duration(to: .now) >= .seconds(2))
                // A stream is an open call: it outlives the idle time.
                try site.client("secret create hangzhou s", input: bytes("x"))
                #expect(try follower.hear()?.contains(#""continues":true"#) == true)
            }
        }
    }
}
