// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// A connection to a port of 127.0.0.1, or to a Unix socket, that sends just what a test wants.
package final class HTTPConnection {
    private let descriptor: Int32

    /// Connects to a port of 127.0.0.1; a wait for bytes ends after 20 seconds.
    package init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        try connect(&name)
    }

    /// Connects to a Unix socket; a wait for bytes ends after 20 seconds.
    package init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        try connect(&name)
    }

    deinit { close(descriptor) }

    private func connect<Name>(_ name: inout Name) throws {
        let result = withUnsafePointer(to: name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Name>.size))
            }
        }
        guard result == 0 else {
            throw RawConnection.Disappointment(description: "connect: \(String(cString: strerror(errno)))")
        }
        // Only waited for where something is broken.
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Sends text; false when the peer takes no more.
    @discardableResult
    package func say(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Says that nothing more will be sent.
    package func endSaying() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Everything until the peer closes; nil where it does not.
    package func hear() -> String? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 && errno != ECONNRESET { return nil }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    /// Sends a request and gives the whole answer.
    package func ask(_ target: String, _ headers: String = "", method: String = "GET") throws -> String {
        say("\(method) \(target) HTTP/1.1\r\nhost: here\r\n\(headers)\r\n")
        guard let answer = hear() else { throw RawConnection.Disappointment(description: "no end of the answer") }
        return answer
    }
}
