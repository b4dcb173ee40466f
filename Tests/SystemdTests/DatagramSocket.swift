// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Testing

/// A bound `AF_UNIX` datagram socket: what a service manager listens on for notifications.
struct DatagramSocket: ~Copyable {
    let descriptor: Int32

    init(path: String) throws {
        descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
        try #require(descriptor >= 0)
        // A failing test fails here within seconds instead of hanging.
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnixAddress(path) { bind(descriptor, $0, $1) }
        try #require(result == 0)
    }

    deinit {
        close(descriptor)
    }

    func receive() throws -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        try #require(count >= 0, "no datagram came")
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}

/// The address of a socket in the file system.
func withUnixAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
}
