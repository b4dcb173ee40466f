// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import Glibc

/// A bound `AF_UNIX` datagram socket: what a service manager listens on for notifications.
package struct DatagramSocket: ~Copyable {
    /// The socket itself.
    package let descriptor: Int32

    /// Binds a new socket to the path; throws `SystemCallFailure`.
    package init(path: String) throws {
        descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
        try SystemCallFailure.check(descriptor >= 0, "socket")
        // A failing test fails here within seconds instead of hanging.
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnixAddress(path) { bind(descriptor, $0, $1) }
        try SystemCallFailure.check(result == 0, "bind to \(path)")
    }

    deinit {
        close(descriptor)
    }

    /// The next datagram; throws `SystemCallFailure` where none comes within 20 s.
    package func receive() throws -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        try SystemCallFailure.check(count >= 0, "recv")
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}

/// A call of the system that failed where a test cannot go on.
package struct SystemCallFailure: Error, CustomStringConvertible {
    /// What was called, and its errno.
    package let description: String

    /// Throws unless the call did what it should.
    package static func check(_ isDone: Bool, _ call: String) throws {
        guard !isDone else { return }
        let number = errno
        throw SystemCallFailure(description: "\(call): \(String(cString: strerror(number)))")
    }
}

/// The address of a socket in the file system.
package func withUnixAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
}
