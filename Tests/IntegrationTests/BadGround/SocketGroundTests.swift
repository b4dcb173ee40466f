// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

extension RealPrograms {
    /// A control socket that cannot be had.
    struct SocketGroundTests {
        /// The daemon refuses to start, says so, and leaves nothing behind.
        private func refused(
            _ daemon: DaemonProcess,
            _ reason: String,
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            #expect(try daemon.startInVain() == .exited(78), sourceLocation: sourceLocation)
            #expect(daemon.log.contains(reason), "\(daemon.log)", sourceLocation: sourceLocation)
            #expect(
                !FileManager.default.fileExists(atPath: daemon.stateDirectory),
                "A path that was mistyped leaves nothing behind.",
                sourceLocation: sourceLocation
            )
        }

        @Test func `a socket that a live daemon serves is left to it`() throws {
            try Site.run { site in
                let other = try DaemonProcess()
                let second = try DaemonProcess(in: other.sandbox, arguments: ["--socket", site.daemon.socket])
                try refused(second, "Another process answers at \(site.daemon.socket)")
                #expect(try site.client.run("status").status == 0)
            }
        }

        @Test func `a second daemon on the same state and socket is told of the first, not of the socket`() throws {
            try Site.run { site in
                let second = try DaemonProcess(
                    in: site.daemon.sandbox,
                    socketName: "second",
                    arguments: ["--socket", site.daemon.socket]
                )
                #expect(try second.startInVain() == .exited(73))
                #expect(site.daemon.log.contains("in use by another daemon (pid \(try #require(site.daemon.id)))"))
                #expect(try site.client.run("status").status == 0)
            }
        }

        @Test func `a socket that a dead daemon left is taken over`() throws {
            try Site.run { site in
                try site.daemon.strike()
                #expect(FileManager.default.fileExists(atPath: site.daemon.socket))
                try site.client.fails(69, "status")
                try site.daemon.start()
                #expect(try site.client.run("status").status == 0)
            }
        }

        @Test func `a file that is no socket is left as it is`() throws {
            let daemon = try DaemonProcess()
            try daemon.sandbox.write(bytes("notes"), to: "socket")
            try refused(daemon, "There is something at \(daemon.socket) that is no socket")
            #expect(daemon.sandbox.read("socket") == bytes("notes"))
        }

        @Test func `a path that is too long, or in no directory, is refused with what to do`() throws {
            let long = try DaemonProcess(arguments: ["--socket", "/tmp/\(String(repeating: "x", count: 110))"])
            try refused(long, "--socket: The path is too long: give at most 107 bytes.")
            let nowhere = try DaemonProcess(arguments: ["--socket", "/tmp/kmsync-nowhere/socket"])
            try refused(nowhere, "create the directory above it, or choose another path")
        }

        @Test func `a daemon that cannot use its state directory leaves no socket`() throws {
            let daemon = try DaemonProcess()
            try daemon.sandbox.write(bytes("x"), to: "state")
            #expect(try daemon.startInVain() == .exited(78))
            #expect(daemon.log.contains("is no directory"), "\(daemon.log)")
            #expect(!FileManager.default.fileExists(atPath: daemon.socket))
        }
    }
}
