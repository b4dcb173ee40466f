// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Synchronization
import TestSupport
import Testing
import Varlink

@testable import VarlinkServer

/// What a hostile peer meets; limits are made short rather than waited for.
struct BoundsTests {
    private let nothing = Array("{\"method\":\"org.example.test.Nothing\"}\0".utf8)

    private func hold(_ name: String, mode: FrameEncoder.CallMode = .single) -> [UInt8] {
        FrameEncoder.call("org.example.test.Hold", Array("{\"name\":\"\(name)\"}".utf8), mode: mode)
    }

    @Test(arguments: [
        "nonsense\0", "\0", "[]\0", "{}\0", "{\"method\":7}\0", "{\"method\":\"a.B\",\"parameters\":1}\0",
    ])
    func `bytes that are no call end the connection and nothing else`(bytes: String) throws {
        try TestService.run { service in
            let other = try RawConnection(service.path)
            let connection = try RawConnection(service.path)
            connection.say("{\"method\":\"org.example.test.Nothing\"}\0" + bytes)
            // What came before is answered first.
            let heard = try connection.hear()
            #expect(heard == #"{"parameters":{}}"#)
            try connection.expectClosed()
            other.say(nothing)
            let reply = try other.hear()
            #expect(reply == #"{"parameters":{}}"#)
        }
    }

    @Test func `what follows bytes that are no call is not served`() throws {
        try TestService.run { service in
            let connection = try RawConnection(service.path)
            connection.say(hold("a") + Array("nonsense\0".utf8) + nothing)
            connection.endSaying()
            service.log.held.wait(for: 1)[0].release()
            let heard = try connection.hear()
            #expect(heard == #"{"parameters":{"name":"a"}}"#)
            try connection.expectClosed()
            while service.server.connectionCount > 0 {
                service.turn()
            }
            #expect(service.log.served.all.isEmpty)
        }
    }

    @Test func `a frame that is too large ends the connection`() throws {
        try TestService.run(.with { $0.maximumFrameBytes = 1_000 }) { service in
            let connection = try RawConnection(service.path)
            connection.say([UInt8](repeating: UInt8(ascii: " "), count: 1_001))
            try connection.expectClosed()
        }
    }

    @Test func `a call that stays half-sent ends the connection`() throws {
        try TestService.run(.with { $0.requestTimeout = .milliseconds(20) }) { service in
            let connection = try RawConnection(service.path)
            connection.say("{\"method\":")
            try connection.expectClosed()
        }
    }

    @Test func `a call that trickles in too slowly ends the connection`() throws {
        try TestService.run(.with { $0.requestTimeout = .milliseconds(50) }) { service in
            let connection = try RawConnection(service.path)
            let deadline = ContinuousClock.now + .seconds(10)
            while connection.say(" "), ContinuousClock.now < deadline {
                service.turn()
            }
            #expect(ContinuousClock.now < deadline)
        }
    }

    @Test func `an idle connection ends, but not while a call is open`() throws {
        try TestService.run(.with { $0.idleTimeout = .milliseconds(20) }) { service in
            let busy = try RawConnection(service.path)
            busy.say(hold("a"))
            let held = service.log.held.wait(for: 1)[0]
            let idle = try RawConnection(service.path)
            try idle.expectClosed()
            held.release()
            let heard = try busy.hear()
            #expect(heard == #"{"parameters":{"name":"a"}}"#)
            try busy.expectClosed()
        }
    }

    @Test func `beyond the pipelined calls nothing is read until there is room`() throws {
        try TestService.run(.with { $0.maximumPipelinedCalls = 4 }) { service in
            let connection = try RawConnection(service.path)
            connection.say(hold("a"))
            let held = service.log.held.wait(for: 1)[0]
            // Each turn the event loop would read more, if it did not hold back: in the end the peer has to wait.
            var sent = 0
            var refusals = 0
            while refusals < 100, sent < 100_000 {
                let count = connection.sayWithoutWaiting(nothing)
                #expect(count == 0 || count == nothing.count, "a small frame is taken whole or not at all")
                sent += count / nothing.count
                refusals = count == 0 ? refusals + 1 : 0
                service.turn()
            }
            #expect(sent < 100_000)
            #expect(service.log.served.all.isEmpty)
            held.release()
            for number in 0...sent {
                let heard = try connection.hear()
                #expect(heard == (number == 0 ? #"{"parameters":{"name":"a"}}"# : #"{"parameters":{}}"#))
            }
            #expect(service.log.served.all.count == sent)
        }
    }

    @Test func `calls that arrive together are let in only as far as there is room`() throws {
        try TestService.run(.with { $0.maximumPipelinedCalls = 4 }) { service in
            var connection: RawConnection? = try RawConnection(service.path)
            for number in 0..<10 {
                let json = Array("{\"name\":\"\(number)\",\"lane\":\"w\"}".utf8)
                connection?.say(FrameEncoder.call("org.example.test.Hold", json))
            }
            service.log.held.wait(for: 4)
            // The hooks run on the queue after everything that could start.
            connection = nil
            service.log.gone.wait(for: 4)
            #expect(service.log.held.all.map(\.name) == ["0", "1", "2", "3"])
            // What was received takes effect although the peer has gone.
            for number in 0..<10 {
                let held = service.log.held.wait(for: number + 1)
                try #require(held.count > number)
                held[number].release()
            }
        }
    }

    @Test func `a peer that does not read its replies is not read from`() throws {
        try TestService.run(.with { $0.maximumUnreadBytes = 64 << 10 }) { service in
            let connection = try RawConnection(service.path)
            let text = String(repeating: "x", count: 50_000)
            let call = FrameEncoder.call("org.example.test.Echo", Array("{\"text\":\"\(text)\"}".utf8))
            var sent: [UInt8] = []
            var refusals = 0
            while refusals < 100 {
                let rest = call.suffix(from: sent.count % call.count)
                let count = connection.sayWithoutWaiting(Array(rest))
                sent += rest.prefix(count)
                refusals = count == 0 ? refusals + 1 : 0
                service.turn()
            }
            #expect(sent.count < 16 << 20)
            for _ in 0..<(sent.count / call.count) {
                let heard = try connection.hear()
                #expect(heard?.utf8.count == text.utf8.count + #"{"parameters":{"text":""}}"#.utf8.count)
            }
        }
    }

    @Test func `a peer that never reads its replies is disconnected in the end`() throws {
        try TestService.run(.with { $0.idleTimeout = .milliseconds(50) }) { service in
            let connection = try RawConnection(service.path)
            // More than a socket holds, less than what would stop the server from reading it.
            let text = String(repeating: "x", count: 900_000)
            connection.say(FrameEncoder.call("org.example.test.Echo", Array("{\"text\":\"\(text)\"}".utf8)))
            let deadline = ContinuousClock.now + .seconds(10)
            while service.server.connectionCount > 0, ContinuousClock.now < deadline {
                service.turn()
            }
            #expect(ContinuousClock.now < deadline)
        }
    }

    @Test func `a slow reader of a stream is disconnected`() throws {
        let byReplies = ServerConfiguration.with { $0.maximumUnreadReplies = 8 }
        let byBytes = ServerConfiguration.with { $0.maximumUnreadBytes = 64 << 10 }
        for configuration in [byReplies, byBytes] {
            try TestService.run(configuration) { service in
                let connection = try RawConnection(service.path)
                connection.say(hold("a", mode: .more))
                let held = service.log.held.wait(for: 1)[0]
                let text = String(repeating: "x", count: 10_000)
                while service.log.gone.all.isEmpty {
                    held.responder.progress(["name": text])
                    service.turn()
                }
                // What was sent before is there, then the connection is closed.
                while try connection.hear() != nil {}
                #expect(connection.isClosed)
                held.release()
            }
        }
    }

    @Test func `a reply that is too large is a defect`() throws {
        try TestService.run(.with { $0.maximumReplyBytes = 1_000 }) { service in
            let connection = try RawConnection(service.path)
            let text = String(repeating: "x", count: 1_000)
            connection.say(FrameEncoder.call("org.example.test.Echo", Array("{\"text\":\"\(text)\"}".utf8)))
            try connection.expectClosed()
            guard case .replyTooLarge? = service.log.defects.all.first?.kind else {
                Issue.record("no defect")
                return
            }
        }
    }

    @Test func `a peer that the policy refuses is told so and disconnected`() throws {
        try TestService.run(admission: .refused) { service in
            let connection = try RawConnection(service.path)
            let heard = try connection.hear()
            #expect(heard == #"{"error":"org.varlink.service.PermissionDenied","parameters":{}}"#)
            try connection.expectClosed()
            let client = try service.client()
            #expect(throws: VarlinkError.permissionDenied) { try client.callRaw("org.example.test.Nothing") }
            #expect(service.server.connectionCount == 0)
        }
    }

    @Test func `connections beyond a user's bound are refused until one leaves`() throws {
        try TestService.run(.with { $0.maximumConnectionsForEachUser = 2 }, admission: .other) { service in
            var connections = [try RawConnection(service.path), try RawConnection(service.path)]
            for connection in connections {
                connection.say(nothing)
                let heard = try connection.hear()
                #expect(heard == #"{"parameters":{}}"#)
            }
            let third = try RawConnection(service.path)
            let refusal = try third.hear()
            #expect(refusal?.contains("PermissionDenied") == true)
            connections.removeLast()
            while service.server.connectionCount == 2 {
                service.turn()
            }
            let fourth = try RawConnection(service.path)
            fourth.say(nothing)
            let heard = try fourth.hear()
            #expect(heard == #"{"parameters":{}}"#)
        }
    }

    @Test func `the last places are kept for administrators`() {
        var configuration = ServerConfiguration()
        configuration.maximumConnections = 10
        configuration.connectionsKeptForAdministrators = 3
        configuration.maximumConnectionsForEachUser = 4
        var census = ConnectionCensus(configuration: configuration)
        func admit(_ uid: UInt32, _ admission: Admission = .other) -> Bool {
            census.admit(uid: uid, admission) == .admitted
        }
        let first = (0..<6).map { _ in admit(1) }
        #expect(first == [true, true, true, true, false, false])
        let second = (0..<6).map { _ in admit(2) }
        #expect(second == [true, true, true, false, false, false])
        let others = [admit(3), admit(0, .refused)]
        #expect(others == [false, false])
        let administrators = (0..<4).map { _ in admit(0, .administrator) }
        #expect(administrators == [true, true, true, false])
        #expect(census.count == 10)
        census.leave(uid: 1, .other)
        census.leave(uid: 0, .administrator)
        census.leave(uid: 0, .administrator)
        let early = admit(3)
        #expect(!early)
        census.leave(uid: 0, .administrator)
        let late = admit(3)
        #expect(late)
    }
}
