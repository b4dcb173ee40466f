// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import OpenMetrics
import Synchronization
import TestSupport
import Testing

@testable import MetricsServer

struct MetricsServerTests {
    /// Serves pages on a free port and runs a test against it.
    private static func withServer(
        _ limits: MetricsServer.Limits = .init(),
        page: @escaping @Sendable (TextFormat) -> String = { "\($0)\n" },
        _ body: (UInt16) throws -> Void
    ) throws {
        let listener = try MetricsListener(.loopbackIPv4(port: 0))
        let server = MetricsServer(limits: limits, page: page)
        try server.start(on: listener)
        defer { server.stop() }
        try body(try #require(listener.port))
    }

    @Test
    func `metrics are served in the format that the reader takes`() throws {
        try Self.withServer { port in
            let plain = try HTTPConnection(port: port).ask("/metrics")
            #expect(plain.hasPrefix("HTTP/1.1 200 OK\r\n") && plain.hasSuffix("\r\n\r\nprometheus\n"))
            #expect(plain.contains("content-type: text/plain; version=0.0.4; charset=utf-8\r\n"))
            #expect(plain.contains("content-length: 11\r\n") && plain.contains("connection: close\r\n"))
            let open = try HTTPConnection(port: port).ask(
                "/metrics?x=y",
                "Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5\r\n"
            )
            #expect(open.contains("content-type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n"))
            #expect(open.hasSuffix("\r\n\r\nopenMetrics\n"))
        }
    }

    @Test
    func `HEAD has no body, other paths and methods are refused`() throws {
        try Self.withServer { port in
            let head = try HTTPConnection(port: port).ask("/metrics", method: "HEAD")
            #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n") && head.hasSuffix("\r\n\r\n"))
            #expect(head.contains("content-length: 11\r\n"))
            for target in ["/", "/metrics/", "/../metrics", "*"] {
                #expect(try HTTPConnection(port: port).ask(target).hasPrefix("HTTP/1.1 404 Not Found\r\n"), "\(target)")
            }
            for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
                let answer = try HTTPConnection(port: port).ask("/metrics", "content-length: 0\r\n", method: method)
                #expect(answer.hasPrefix("HTTP/1.1 405 Method Not Allowed\r\n"), "\(method)")
                #expect(answer.contains("allow: GET, HEAD\r\n"))
            }
        }
    }

    @Test(arguments: [
        "\r\n\r\nnonsense\r\n\r\n", "GET /metrics HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}",
        "GET /metrics HTTP/1.1\r\ncontent-length: -1\r\n\r\n", "GET /metrics HTTP/1.1\r\n: x\r\n\r\n",
        "GET /metrics HTTP/1.1\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\nabc",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ])
    func `what is no request ends its connection`(nonsense: String) throws {
        try Self.withServer { port in
            let connection = try HTTPConnection(port: port)
            connection.say(nonsense)
            connection.endSaying()
            let answer = try #require(connection.hear())
            #expect(!answer.contains("200 OK"), "\(answer)")
            #expect(try HTTPConnection(port: port).ask("/metrics").hasPrefix("HTTP/1.1 200 OK"))
        }
    }

    @Test(arguments: [
        "GET /", "GET /metrics HTTP/1.1\r\nx: ", "POST /metrics HTTP/1.1\r\ncontent-length: 99999999\r\n\r\n",
    ])
    func `a request without an end is cut off at its bound`(start: String) throws {
        try Self.withServer { port in
            let connection = try HTTPConnection(port: port)
            connection.say(start)
            var sent = 0
            while sent < 8 << 20, connection.say(String(repeating: "a", count: 65_536)) { sent += 65_536 }
            #expect(sent < 8 << 20)
            #expect(try HTTPConnection(port: port).ask("/metrics").hasPrefix("HTTP/1.1 200 OK"))
        }
    }

    @Test
    func `many headers are refused`() throws {
        try Self.withServer { port in
            let headers = (0..<200).map { "h\($0): v\r\n" }.joined()
            let answer = try HTTPConnection(port: port).ask("/metrics", headers)
            #expect(!answer.contains("200 OK"))
        }
    }

    @Test
    func `who says nothing, or too slowly, is not waited for`() throws {
        var limits = MetricsServer.Limits()
        limits.timeout = .milliseconds(50)
        try Self.withServer(limits) { port in
            let silent = try HTTPConnection(port: port)
            let slow = try HTTPConnection(port: port)
            slow.say("GET /metrics HTTP/1.1\r\nhos")
            #expect(silent.hear() == "" && slow.hear() == "")
        }
    }

    @Test
    func `who does not read the answer is not waited for`() throws {
        var limits = MetricsServer.Limits()
        limits.timeout = .milliseconds(300)
        limits.connections = 1
        let long = String(repeating: "x", count: 32 << 20)
        let page = { @Sendable (_: TextFormat) in long }
        try Self.withServer(limits, page: page) { port in
            let lazy = try HTTPConnection(port: port)
            lazy.say("GET /metrics HTTP/1.1\r\n\r\n")
            // Its place is free again once it is cut off; until then others are closed at once.
            var isFree = false
            let deadline = ContinuousClock.now + .seconds(20)
            while !isFree, ContinuousClock.now < deadline {
                let other = try HTTPConnection(port: port)
                isFree = try other.ask("/").hasPrefix("HTTP/1.1 404")
            }
            #expect(isFree)
            let heard = try #require(lazy.hear())
            #expect(heard.utf8.count < long.utf8.count)
        }
    }

    @Test
    func `those who come when all places are taken are closed at once, and cost the others nothing`() throws {
        var limits = MetricsServer.Limits()
        limits.connections = 2
        try Self.withServer(limits) { port in
            let first = try HTTPConnection(port: port)
            let second = try HTTPConnection(port: port)
            #expect(try HTTPConnection(port: port).ask("/metrics") == "")
            #expect(try first.ask("/metrics").hasSuffix("prometheus\n"))
            #expect(try second.ask("/metrics").hasSuffix("prometheus\n"))
        }
    }

    @Test
    func `who asks again and again gets the page of this second`() throws {
        let made = Counted()
        let page = { @Sendable (_: TextFormat) in made.next() }
        try Self.withServer(page: page) { port in
            let began = ContinuousClock.now
            for _ in 0..<50 {
                let answer = try HTTPConnection(port: port).ask("/metrics")
                #expect(answer.contains("\r\n\r\npage "))
            }
            let seconds = (ContinuousClock.now - began) / .seconds(1)
            #expect(made.count <= Int(seconds) + 1)
        }
    }

    @Test
    func `a Unix socket is for its owner and its group, and goes when serving ends`() throws {
        let path = "/tmp/metrics-\(UUID().uuidString.prefix(8))"
        let listener = try MetricsListener(.path(path))
        let server = MetricsServer { _ in "page\n" }
        try server.start(on: listener)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o660 && listener.port == nil)
        #expect(try HTTPConnection(path: path).ask("/metrics").hasSuffix("page\n"))
        // Says no more, as socat(1) does, and is answered all the same.
        let ended = try HTTPConnection(path: path)
        ended.say("GET /metrics HTTP/1.0\r\n\r\n")
        ended.endSaying()
        let answer = try #require(ended.hear())
        #expect(answer.hasSuffix("page\n"))
        server.stop()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test
    func `a port that is taken is refused with what to do`() throws {
        let first = try MetricsListener(.loopbackIPv4(port: 0))
        defer { first.abandon() }
        let port = try #require(first.port)
        let error = #expect(throws: MetricsServerError.self) { try MetricsListener(.loopbackIPv4(port: port)) }
        #expect(
            error?.description
                == "Another process listens at 127.0.0.1:\(port), where metrics.listen wants to be: stop it, or choose another port."
        )
    }

    @Test(arguments: [
        ("127.0.0.1:9744", "127.0.0.1:9744"), ("[::1]:1", "[::1]:1"), ("127.0.0.1:65535", "127.0.0.1:65535"),
        ("/run/kmsync/metrics", "/run/kmsync/metrics"), ("127.0.0.1:0", nil), ("127.0.0.1:65536", nil),
        ("127.0.0.1", nil), ("127.0.0.1:", nil), ("127.0.0.1:+1", nil), ("127.0.0.1:١", nil), ("0.0.0.0:9744", nil),
        (":9744", nil), ("9744", nil), ("[::]:9744", nil), ("::1:9744", nil), ("10.0.0.1:9744", nil),
        ("localhost:9744", nil), ("metrics.sock", nil), ("", nil), ("/a\u{0}b", nil),
        ("/" + String(repeating: "a", count: 107), nil),
    ])
    func `an address is of this machine`(text: String, address: String?) {
        #expect(MetricsAddress(text)?.description == address)
    }
}

/// Pages with their numbers.
private final class Counted: Sendable {
    private let made = Mutex(0)

    var count: Int { made.withLock { $0 } }

    func next() -> String {
        made.withLock { made in
            made += 1
            return "page \(made)\n"
        }
    }
}
