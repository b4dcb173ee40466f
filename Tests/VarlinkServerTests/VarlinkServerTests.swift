// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import TestSupport
import Testing
import Varlink

@testable import VarlinkServer

/// Calls, errors and introspection over a real socket.
struct VarlinkServerTests {
    private struct Echo: VarlinkMethod {
        struct Parameters: Codable, Sendable, Equatable {
            var text: String
        }
        typealias Reply = Parameters
        static let name = "org.example.test.Echo"
    }

    private func error(_ client: VarlinkClient, _ method: String, _ json: String = "{}") throws -> [String] {
        do {
            _ = try client.callRaw(method, Array(json.utf8), timeout: .seconds(10))
            return []
        } catch let error as VarlinkError {
            return [error.name] + (try error.decode([String: String].self)).values
        }
    }

    @Test func `a call is answered`() throws {
        try TestService.run { service in
            let client = try service.client()
            let text = "\u{e9}\u{1f600} \"/\\ \n"
            let reply = try client.call(Echo.self, .init(text: text), timeout: .seconds(10))
            #expect(reply.text == text)
        }
    }

    @Test func `unknown interfaces, unknown methods and methods without handler are told apart`() throws {
        try TestService.run { service in
            let client = try service.client()
            let prefix = "org.varlink.service."
            let wanted: [(String, [String])] = [
                ("org.example.none.Do", [prefix + "InterfaceNotFound", "org.example.none"]),
                ("Do", [prefix + "InterfaceNotFound", ""]),
                ("org.example.test.None", [prefix + "MethodNotFound", "org.example.test.None"]),
                ("org.example.test.Missing", [prefix + "MethodNotImplemented", "org.example.test.Missing"]),
                ("org.example.test.Refuse", ["org.example.test.Refused", "so"]),
            ]
            for (method, names) in wanted {
                let found = try error(client, method)
                #expect(found == names)
            }
        }
    }

    @Test func `parameters that do not fit the description are refused by name`() throws {
        try TestService.run { service in
            let client = try service.client()
            for (json, name) in [
                (#"{"text":1}"#, "text"), (#"{}"#, "text"), (#"{"text":"x","extra":1}"#, "extra"),
                (#"{"text":null}"#, "text"),
            ] {
                let found = try error(client, "org.example.test.Echo", json)
                #expect(found == ["org.varlink.service.InvalidParameter", name])
            }
            let found = try error(client, "org.example.test.Nothing", #"{"x":1}"#)
            #expect(found == ["org.varlink.service.InvalidParameter", "x"])
            #expect(service.log.served.all.isEmpty)
        }
    }

    @Test func `the service describes itself`() throws {
        try TestService.run { service in
            let client = try service.client()
            let info = String(decoding: try client.callRaw("org.varlink.service.GetInfo"), as: UTF8.self)
            #expect(info.contains(#""interfaces":["org.varlink.service","org.example.test"]"#))
            #expect(info.contains(#""product":"p""#))
            for description in [TestHandlers.description, ServiceInterface.description] {
                let reply = try JSONObject.decode(
                    [String: String].self,
                    from: client.callRaw(
                        "org.varlink.service.GetInterfaceDescription",
                        Array(#"{"interface":"\#(description.name)"}"#.utf8)
                    )
                )
                #expect(reply["description"] == description.text)
            }
            let none = try error(
                client,
                "org.varlink.service.GetInterfaceDescription",
                #"{"interface":"org.example.none"}"#
            )
            #expect(none == ["org.varlink.service.InterfaceNotFound", "org.example.none"])
        }
    }

    @Test func `a stream gives every reply, and a call that does not want it is told`() throws {
        try TestService.run { service in
            let client = try service.client()
            var numbers: [Int] = []
            try client.streamRaw("org.example.test.Count", Array(#"{"to":100}"#.utf8)) {
                numbers.append(try JSONObject.decode([String: Int].self, from: $0)["number"] ?? 0)
                return true
            }
            #expect(numbers == Array(1...100))
            let refused = try error(client, "org.example.test.Count", #"{"to":100}"#)
            #expect(refused == ["org.varlink.service.ExpectedMore"])
        }
    }

    @Test func `a oneway call takes effect and is not answered`() throws {
        try TestService.run { service in
            let connection = try RawConnection(service.path)
            connection.say("{\"method\":\"org.example.test.Nothing\",\"oneway\":true}\0")
            connection.say("{\"method\":\"org.example.test.None\",\"oneway\":true}\0")
            connection.say("{\"method\":\"org.example.test.Echo\",\"parameters\":{\"text\":\"x\"}}\0")
            let heard = try connection.hear()
            #expect(heard == #"{"parameters":{"text":"x"}}"#)
            #expect(service.log.served.all.count == 1)
        }
    }

    @Test func `the peer is who the kernel says`() throws {
        try TestService.run { service in
            let reply = try service.client().callRaw("org.example.test.WhoAmI")
            let peer = try JSONObject.decode(TestHandlers.Identity.self, from: reply)
            var groups = [gid_t](repeating: 0, count: 65_536)
            let count = Int(getgroups(Int32(groups.count), &groups))
            #expect(peer.uid == geteuid())
            #expect(peer.gid == getegid())
            #expect(peer.pid == getpid())
            #expect(peer.groups == Array(groups.prefix(count)))
        }
    }

    @Test func `a peer that has ended its side is still answered, then the connection closes`() throws {
        try TestService.run { service in
            let connection = try RawConnection(service.path)
            for name in ["a", "b"] {
                connection.say("{\"method\":\"org.example.test.Hold\",\"parameters\":{\"name\":\"\(name)\"}}\0")
            }
            connection.endSaying()
            service.log.held.wait(for: 1)[0].release()
            service.log.held.wait(for: 2)[1].release()
            let heard = [try connection.hear(), try connection.hear()]
            #expect(heard == [#"{"parameters":{"name":"a"}}"#, #"{"parameters":{"name":"b"}}"#])
            try connection.expectClosed()
        }
    }

    @Test func `every byte may come alone`() throws {
        try TestService.run { service in
            let connection = try RawConnection(service.path)
            for byte in Array("{\"method\":\"org.example.test.Echo\",\"parameters\":{\"text\":\"x\"}}\0".utf8) {
                connection.say([byte])
                service.turn()
            }
            let heard = try connection.hear()
            #expect(heard == #"{"parameters":{"text":"x"}}"#)
        }
    }

    @Test func `a handler's mistakes are reported and close its connection alone`() throws {
        try TestService.run { service in
            let other = try service.client()
            for (method, kind) in [("Forget", ServerDefect.Kind.unanswered), ("SayNumber", .replyNotEncodable)] {
                let connection = try RawConnection(service.path)
                connection.say("{\"method\":\"org.example.test.\(method)\"}\0")
                try connection.expectClosed()
                #expect(service.log.defects.all.last == ServerDefect(method: "org.example.test.\(method)", kind: kind))
            }
            #expect(service.log.defects.all.count == 2)
            let reply = try other.call(Echo.self, .init(text: "x"))
            #expect(reply.text == "x")
        }
    }

    @Test func `a ping comes back`() throws {
        try TestService.run { service in
            let pinged = Ledger<Bool>()
            service.server.ping { pinged.append(true) }
            pinged.wait(for: 1)
        }
    }

    @Test func `each connection's queue is pinged by itself, while a handler stands still in none`() throws {
        try TestService.run { service in
            #expect(service.server.connectionPings.isEmpty)
            let connection = try RawConnection(service.path)
            connection.say("{\"method\":\"org.example.test.Hold\",\"parameters\":{\"name\":\"a\"}}\0")
            let held = service.log.held.wait(for: 1)[0]
            let pings = service.server.connectionPings
            #expect(pings.map(\.peer.uid) == [getuid()])
            let pinged = Ledger<Bool>()
            // A call that is not answered yet does not hold up its connection's queue.
            pings[0].ping { pinged.append(true) }
            pinged.wait(for: 1)
            held.release()
        }
    }
}
