// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import TestSupport
import Testing
import Varlink

@testable import VarlinkServer

/// The order of calls over a real socket; the rules themselves are tested in `CallSequencerTests`.
struct CallOrderTests {
    private func hold(_ name: String, lane: String? = nil, mode: FrameEncoder.CallMode = .single) -> [UInt8] {
        let lane = lane.map { ",\"lane\":\"\($0)\"" } ?? ""
        return FrameEncoder.call("org.example.test.Hold", Array("{\"name\":\"\(name)\"\(lane)}".utf8), mode: mode)
    }

    private func heldNames(_ service: TestService, _ count: Int) -> [String] {
        service.log.held.wait(for: count).map(\.name)
    }

    @Test func `pipelined calls are answered in order`() throws {
        try TestService.run { service in
            let client = try service.client()
            for number in 0..<1_000 {
                try client.send("org.example.test.Echo", Array("{\"text\":\"\(number)\"}".utf8))
            }
            for number in 0..<1_000 {
                let reply = try client.receive(timeout: .seconds(10)).result()
                #expect(String(decoding: reply, as: UTF8.self) == "{\"text\":\"\(number)\"}")
            }
        }
    }

    @Test(arguments: [(nil, FrameEncoder.CallMode.single), ("w", .more)] as [(String?, FrameEncoder.CallMode)])
    func `an exclusive call, and any with more, is alone`(lane: String?, mode: FrameEncoder.CallMode) throws {
        try TestService.run { service in
            var connection: RawConnection? = try RawConnection(service.path)
            connection?.say(hold("a", lane: lane, mode: mode) + hold("b", lane: lane))
            #expect(heldNames(service, 1) == ["a"])
            // The hook runs on the queue after everything that could start: only then is it known that "b" did not.
            connection = nil
            #expect(service.log.gone.wait(for: 1) == ["a"])
            #expect(service.log.held.all.count == 1)
            service.log.held.all[0].release()
            #expect(heldNames(service, 2) == ["a", "b"])
            service.log.held.all[1].release()
        }
    }

    @Test func `calls of one lane overlap, and early answers wait for their turn`() throws {
        try TestService.run { service in
            let connection = try RawConnection(service.path)
            connection.say(hold("a", lane: "w") + hold("b", lane: "w") + hold("c", lane: "w") + hold("d"))
            #expect(heldNames(service, 3) == ["a", "b", "c"])
            let held = service.log.held.all
            held[2].release()
            held[1].release()
            held[0].release()
            var heard: [String?] = []
            for _ in 0..<3 {
                heard.append(try connection.hear())
            }
            #expect(heard == ["a", "b", "c"].map { "{\"parameters\":{\"name\":\"\($0)\"}}" })
            #expect(heldNames(service, 4).last == "d")
        }
    }

    @Test func `connections do not wait for each other`() throws {
        try TestService.run { service in
            let blocked = try RawConnection(service.path)
            blocked.say(hold("a"))
            service.log.held.wait(for: 1)
            let reply = try service.client().callRaw("org.example.test.Nothing", timeout: .seconds(10))
            #expect(reply == Array("{}".utf8))
        }
    }

    @Test func `a second answer, and progress after the answer, are dropped`() throws {
        try TestService.run { service in
            let connection = try RawConnection(service.path)
            connection.say(hold("a", mode: .more))
            let held = service.log.held.wait(for: 1)[0]
            held.release()
            held.responder.reply(["name": "again"])
            held.responder.progress(["name": "late"])
            held.responder.fail(.permissionDenied)
            connection.say("{\"method\":\"org.example.test.Nothing\"}\0")
            let heard = [try connection.hear(), try connection.hear()]
            #expect(heard == [#"{"parameters":{"name":"a"}}"#, #"{"parameters":{}}"#])
        }
    }

    @Test func `a handler is told once when its peer goes, even if it asks afterwards`() throws {
        try TestService.run { service in
            var connection: RawConnection? = try RawConnection(service.path)
            connection?.say(hold("a", mode: .more))
            let held = service.log.held.wait(for: 1)[0]
            connection = nil
            #expect(service.log.gone.wait(for: 1) == ["a"])
            let again = Ledger<Bool>()
            held.responder.onDisconnect { again.append(true) }
            again.wait(for: 1)
            held.release()
            #expect(service.log.gone.all == ["a"])
        }
    }

    @Test func `calls of a peer that has gone take effect, and its place is free once they have`() throws {
        try TestService.run { service in
            var connection: RawConnection? = try RawConnection(service.path)
            connection?.say(hold("a"))
            connection?.say("{\"method\":\"org.example.test.Nothing\",\"oneway\":true}\0")
            let held = service.log.held.wait(for: 1)[0]
            connection = nil
            service.log.gone.wait(for: 1)
            #expect(service.server.connectionCount == 1)
            held.release()
            service.log.served.wait(for: 1)
            while service.server.connectionCount > 0 {
                service.turn()
            }
        }
    }
}
