// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing
import Varlink

@testable import VarlinkServer

/// The accounts that a connection keeps, without a socket.
struct ConnectionTests {
    private let log = TestHandlers()
    private let wakes = Ledger<Bool>()

    private func connection(
        _ configuration: ServerConfiguration = ServerConfiguration(),
        _ other: TestHandlers? = nil
    ) -> Connection {
        let log = other ?? log
        return Connection(
            number: 1,
            peer: Peer(uid: 1, gid: 2, pid: 3, groups: [4]),
            table: MethodTable(
                service: ServiceInformation(vendor: "", product: "", version: "", url: ""),
                interfaces: [TestHandlers.description],
                handlers: log.handlers
            ),
            configuration: configuration,
            onDefect: { log.defects.append($0) },
            wake: { [wakes] in wakes.append(true) }
        )
    }

    private func call(_ method: String, _ json: String) throws -> CallHeader {
        try CallHeader(frame: FrameEncoder.call("org.example.test." + method, Array(json.utf8)).dropLast())
    }

    private func hold(_ name: String) throws -> CallHeader {
        try call("Hold", #"{"name":"\#(name)","lane":"w"}"#)
    }

    @Test func `open calls take room until they are answered in turn`() throws {
        let connection = connection(.with { $0.maximumPipelinedCalls = 3 })
        #expect(connection.status.roomForCalls == 3)
        connection.accept([try hold("a"), try hold("b")])
        #expect(connection.status.roomForCalls == 1)
        let held = log.held.wait(for: 2)
        held[1].release()
        #expect(connection.status.roomForCalls == 1)
        held[0].release()
        #expect(connection.status.roomForCalls == 3)
        #expect(connection.status.openCalls == 0)
    }

    @Test func `the bytes of open calls take room too`() throws {
        let connection = connection(.with { $0.maximumPipelinedBytes = 100 })
        connection.accept([try hold(String(repeating: "x", count: 200))])
        #expect(connection.status.roomForBytes < 0)
        log.held.wait(for: 1)[0].release()
        #expect(connection.status.roomForBytes == 100)
    }

    @Test func `replies that are not written leave no room for calls`() throws {
        let connection = connection(.with { $0.maximumUnreadBytes = 100 })
        connection.accept([try call("Echo", #"{"text":"\#(String(repeating: "x", count: 200))"}"#)])
        wakes.wait(for: 1)
        #expect(connection.status.roomForCalls == 0)
        let output = connection.takeOutput()
        #expect(output.replies == 1)
        #expect(connection.status.roomForCalls == 0)
        #expect(!connection.status.isWritten)
        connection.wrote(bytes: output.bytes.count, replies: output.replies)
        #expect(connection.status.roomForCalls == 64)
        #expect(connection.status.isWritten)
    }

    @Test func `a call that was accepted waits until the replies before it are read`() throws {
        let connection = connection(.with { $0.maximumUnreadBytes = 100 })
        let echo = try call("Echo", #"{"text":"\#(String(repeating: "x", count: 200))"}"#)
        connection.accept([echo, echo, try call("Nothing", "{}")])
        for count in 1...3 {
            // It is woken once nothing more can start.
            wakes.wait(for: count)
            let output = connection.takeOutput()
            #expect(output.replies == 1)
            #expect(connection.status.openCalls == 3 - count)
            connection.wrote(bytes: output.bytes.count, replies: output.replies)
        }
        #expect(log.served.all.count == 1)
    }

    @Test func `changes that were accepted take effect when their peer has gone, and reads are dropped`() throws {
        let connection = connection(.with { $0.maximumUnreadBytes = 100 })
        let echo = try call("Echo", #"{"text":"\#(String(repeating: "x", count: 200))"}"#)
        let (change, look) = (try call("Nothing", "{}"), try call("Look", "{}"))
        connection.accept([echo, look, change, look, change])
        wakes.wait(for: 1)
        #expect(connection.status.openCalls == 4)
        connection.disconnect()
        log.served.wait(for: 2)
        #expect(log.looked.all.isEmpty)
    }

    @Test func `a stream that leaves too many replies or bytes unread is to be closed`() throws {
        let bounds: [(Int, Int)] = [
            (8, .max), (.max, 8 * #"{"continues":true,"parameters":{"name":"x"}}_"#.utf8.count),
        ]
        for (replies, bytes) in bounds {
            let log = TestHandlers()
            let connection = connection(
                .with {
                    $0.maximumUnreadReplies = replies
                    $0.maximumUnreadBytes = bytes
                },
                log
            )
            let json = Array(#"{"name":"a"}"#.utf8)
            let frame = FrameEncoder.call("org.example.test.Hold", json, mode: .more)
            connection.accept([try CallHeader(frame: frame.dropLast())])
            let held = log.held.wait(for: 1)[0]
            for _ in 0..<8 {
                held.responder.progress(["name": "x"])
            }
            #expect(!connection.status.mustClose)
            held.responder.progress(["name": "x"])
            #expect(connection.status.mustClose)
            held.release()
        }
    }

    @Test func `the event loop is woken once until it has looked, and never once it ends`() throws {
        let connection = connection()
        connection.accept([try hold("a"), try hold("b"), try hold("c")])
        let held = log.held.wait(for: 3)
        held[0].release()
        held[1].release()
        wakes.wait(for: 1)
        #expect(wakes.all.count == 1)
        let output = connection.takeOutput()
        #expect(output.replies == 2)
        connection.abandon()
        held[2].release()
        #expect(wakes.all.count == 1)
    }

    @Test func `nothing is kept for a peer that has gone`() throws {
        let connection = connection()
        connection.accept([try hold("a")])
        let held = log.held.wait(for: 1)[0]
        connection.disconnect()
        #expect(log.gone.wait(for: 1) == ["a"])
        held.release()
        #expect(connection.takeOutput().bytes.isEmpty)
        #expect(connection.status.openCalls == 0)
    }
}
