// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Testing
import Varlink

/// The client against a peer that says just what the test wants, over a real socket.
struct VarlinkClientTests {
    private struct Echo: VarlinkMethod {
        struct Reply: Codable, Sendable, Equatable {
            var text: String
        }
        typealias Parameters = Reply
        static let name = "org.example.Echo"
    }

    @Test func `a call gives the decoded reply`() throws {
        try ScriptedPeer.run(say: ["{\"parameters\":{\"text\":\"hi\"}}\0"]) { client, peer in
            let reply = try client.call(Echo.self, .init(text: "hello"))
            #expect(reply.text == "hi")
            client.close()
            #expect(peer.heard() == ["{\"method\":\"org.example.Echo\",\"parameters\":{\"text\":\"hello\"}}"])
        }
    }

    @Test func `a raw call gives the reply's bytes unchanged`() throws {
        try ScriptedPeer.run(say: ["{\"parameters\": { \"b\" :1, \"a\":2.50 } }\0"]) { client, _ in
            let reply = try client.callRaw("org.example.Raw")
            #expect(String(decoding: reply, as: UTF8.self) == "{ \"b\" :1, \"a\":2.50 }")
        }
    }

    @Test func `an error reply is thrown as it is, and the connection goes on`() throws {
        let say = "{\"error\":\"org.example.Bad\",\"parameters\":{\"x\":1}}\0{\"parameters\":{\"text\":\"2\"}}\0"
        try ScriptedPeer.run(say: [say]) { client, _ in
            let bad = VarlinkError(name: "org.example.Bad", json: Array("{\"x\":1}".utf8))
            #expect(throws: bad) { try client.call(Echo.self, .init(text: "1")) }
            let next = try client.call(Echo.self, .init(text: "2"))
            #expect(next.text == "2")
        }
    }

    @Test func `a stream gives every reply until the last`() throws {
        let say = (1...3).map { "{\"parameters\":{\"text\":\"\($0)\"},\"continues\":\($0 < 3)}\0" }
        try ScriptedPeer.run(say: say) { client, peer in
            var texts: [String] = []
            try client.stream(Echo.self, .init(text: "")) {
                texts.append($0.text)
                return true
            }
            #expect(texts == ["1", "2", "3"])
            client.close()
            #expect(peer.heard().first?.contains("\"more\":true") == true)
        }
    }

    @Test func `a stream that is ended early closes the connection`() throws {
        try ScriptedPeer.run(say: ["{\"parameters\":{\"text\":\"1\"},\"continues\":true}\0"]) { client, _ in
            try client.stream(Echo.self, .init(text: "")) { _ in false }
            #expect(throws: VarlinkClientError.connectionClosed) { try client.callRaw("org.example.Raw") }
        }
    }

    @Test func `no socket, a dead socket and a path that is too long cannot be connected to`() throws {
        try TemporaryDirectory.with { directory in
            let missing = directory + "/missing"
            #expect(throws: VarlinkClientError.cannotConnect(path: missing, errno: ENOENT)) {
                try VarlinkClient(path: missing)
            }
            let dead = directory + "/dead"
            close(try ScriptedPeer.listen(at: dead))
            #expect(throws: VarlinkClientError.cannotConnect(path: dead, errno: ECONNREFUSED)) {
                try VarlinkClient(path: dead)
            }
            let long = "/" + String(repeating: "x", count: 200)
            #expect(throws: VarlinkClientError.cannotConnect(path: long, errno: ENAMETOOLONG)) {
                try VarlinkClient(path: long)
            }
        }
    }

    @Test func `a connection that ends before the reply is told from one that never was`() throws {
        try ScriptedPeer.run(say: ["{\"parameters\":"], thenClose: true) { client, _ in
            #expect(throws: VarlinkClientError.connectionClosed) { try client.callRaw("org.example.Raw") }
            #expect(throws: VarlinkClientError.connectionClosed) { try client.callRaw("org.example.Raw") }
        }
    }

    @Test func `a peer that says nothing lets the call time out`() throws {
        try ScriptedPeer.run(say: []) { client, _ in
            #expect(throws: VarlinkClientError.timedOut) {
                try client.callRaw("org.example.Raw", timeout: .milliseconds(20))
            }
            #expect(throws: VarlinkClientError.connectionClosed) { try client.callRaw("org.example.Raw") }
        }
    }

    @Test(arguments: ["nonsense\0", "[]\0", "{\"parameters\":1}\0", "{\"continues\":true,\"parameters\":{}}\0"])
    func `what is no reply to the call breaks the protocol`(said: String) throws {
        try ScriptedPeer.run(say: [said]) { client, _ in
            let error = #expect(throws: VarlinkClientError.self) { try client.callRaw("org.example.Raw") }
            guard case .protocolViolation? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a refusal is read although the peer has closed before the call`() throws {
        try TemporaryDirectory.with { directory in
            let path = directory + "/socket"
            let listener = try ScriptedPeer.listen(at: path)
            defer { close(listener) }
            let client = try VarlinkClient(path: path)
            let accepted = accept(listener, nil, nil)
            let refusal = Array("{\"error\":\"org.varlink.service.PermissionDenied\"}\0".utf8)
            #expect(write(accepted, refusal, refusal.count) == refusal.count)
            close(accepted)
            #expect(throws: VarlinkError.permissionDenied) { try client.callRaw("org.example.Raw") }
        }
    }

    @Test func `pipelined calls get their replies in order, without a deadlock, whatever they add up to`() throws {
        // 4 MiB each way are more than both sockets hold.
        let text = String(repeating: "x", count: 4_096)
        try ScriptedPeer.run(echo: true) { client, _ in
            for number in 0..<1_000 {
                try client.send("org.example.Echo", Array("{\"text\":\"\(number) \(text)\"}".utf8))
            }
            #expect(client.outstandingCalls == 1_000)
            for number in 0..<1_000 {
                let reply = try client.receive(timeout: .seconds(30)).result()
                #expect(String(decoding: reply.prefix(20), as: UTF8.self).hasPrefix("{\"text\":\"\(number) "))
            }
            #expect(client.outstandingCalls == 0)
        }
    }

    @Test func `who waits for other things too takes replies as they come, and never waits for one`() throws {
        try ScriptedPeer.run(echo: true) { client, _ in
            try client.send("org.example.Echo", Array("{\"text\":\"1\"}".utf8))
            try client.send("org.example.Echo", Array("{\"text\":\"2\"}".utf8))
            try client.flush()
            var replies: [String] = []
            while replies.count < 2 {
                guard let reply = try client.receiveIfReady() else {
                    var entry = pollfd(fd: try #require(client.descriptor), events: Int16(POLLIN), revents: 0)
                    try #require(poll(&entry, 1, 10_000) == 1)
                    continue
                }
                replies.append(String(decoding: try reply.result(), as: UTF8.self))
            }
            #expect(replies == ["{\"text\":\"1\"}", "{\"text\":\"2\"}"])
            #expect(try client.receiveIfReady() == nil && client.outstandingCalls == 0)
        }
        try ScriptedPeer.run(thenClose: true) { client, _ in
            try client.send("org.example.Raw")
            try client.flush()
            var entry = pollfd(fd: try #require(client.descriptor), events: Int16(POLLIN), revents: 0)
            try #require(poll(&entry, 1, 10_000) == 1)
            #expect(throws: VarlinkClientError.connectionClosed) { try client.receiveIfReady() }
            #expect(client.descriptor == nil)
        }
    }

    @Test func `a listener that is too busy is not waited for by who does not want to`() throws {
        try TemporaryDirectory.with { directory in
            let path = directory + "/socket"
            let listener = try ScriptedPeer.listen(at: path)
            defer { close(listener) }
            // Its backlog is 8, and nobody accepts.
            var clients: [VarlinkClient] = []
            #expect(throws: VarlinkClientError.cannotConnect(path: path, errno: EAGAIN)) {
                for _ in 0..<100 { clients.append(try VarlinkClient(path: path, waiting: false)) }
            }
            #expect(clients.count >= 8)
        }
    }
}
