// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import VarlinkServer

/// A socket on which metrics are asked for; who connects waits until a server accepts.
package struct MetricsListener: Sendable {
    /// A Unix socket: for its owner and its group, which is that of its directory where that has the set-group-ID bit.
    private static let mode: UInt32 = 0o660
    // Nobody who comes in earnest waits long.
    private static let backlog: Int32 = 64

    let descriptor: Int32
    private let pathSocket: ListeningSocket?

    /// Makes the socket.
    ///
    /// Throws `MetricsServerError`, or `VarlinkServerError` for a path. A Unix socket that a dead process left is replaced.
    package init(_ address: MetricsAddress) throws {
        switch address {
        case .path(let path):
            let socket = try ListeningSocket(.path(path, mode: Self.mode))
            descriptor = socket.descriptor
            pathSocket = socket
        case .loopbackIPv4(let port):
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = port.bigEndian
            name.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
            descriptor = try Self.listen(address, AF_INET, name)
            pathSocket = nil
        case .loopbackIPv6(let port):
            var name = sockaddr_in6()
            name.sin6_family = sa_family_t(AF_INET6)
            name.sin6_port = port.bigEndian
            name.sin6_addr = in6addr_loopback
            descriptor = try Self.listen(address, AF_INET6, name)
            pathSocket = nil
        }
    }

    /// Gives it up unserved.
    package func abandon() {
        if let pathSocket { pathSocket.abandon() } else { close(descriptor) }
    }

    /// Nobody finds a socket there that nobody answers at; the descriptor is closed by who accepts on it.
    func removePath() { pathSocket?.removePath() }

    /// Which port it is on; nil for a Unix socket.
    package var port: UInt16? {
        var name = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let result = withUnsafeMutablePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        // The port of IPv4 and that of IPv6 stand in the same place.
        return pathSocket == nil && result == 0 ? UInt16(bigEndian: name.sin6_port) : nil
    }

    private static func listen<Name>(_ address: MetricsAddress, _ family: Int32, _ name: Name) throws -> Int32 {
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let descriptor = socket(family, Int32(kind), 0)
        guard descriptor >= 0 else { throw MetricsServerError.cannotListen(address, errno: errno) }
        // A predecessor's connections linger, and must not keep its successor from the port.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let bound = withUnsafePointer(to: name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<Name>.size))
            }
        }
        guard bound == 0, Glibc.listen(descriptor, backlog) == 0 else {
            let number = errno
            close(descriptor)
            throw MetricsServerError.cannotListen(address, errno: number)
        }
        return descriptor
    }
}

/// Why metrics cannot be served.
package enum MetricsServerError: Error, Sendable, Equatable {
    /// A system call failed; `errno` says why.
    case cannotListen(MetricsAddress, errno: Int32)
}

extension MetricsServerError: CustomStringConvertible {
    /// One sentence that says what to do.
    package var description: String {
        switch self {
        case .cannotListen(let address, EADDRINUSE):
            "Another process listens at \(address), where metrics.listen wants to be: stop it, or choose another port."
        case .cannotListen(let address, EAFNOSUPPORT):
            "This process may not open a socket of the kind of \(address): choose another address in metrics.listen, or let"
                + " the unit have it (RestrictAddressFamilies=)."
        case .cannotListen(let address, let number):
            "Cannot listen at \(address) (\(String(cString: strerror(number)))): choose another address in metrics.listen."
        }
    }
}
