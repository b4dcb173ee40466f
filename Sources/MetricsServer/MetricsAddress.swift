// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Where metrics are served: only to this machine, as nobody is asked who they are.
package enum MetricsAddress: Sendable, Hashable {
    /// 127.0.0.1 and a port.
    case loopbackIPv4(port: UInt16)
    /// ::1 and a port.
    case loopbackIPv6(port: UInt16)
    /// A Unix socket, by its absolute path.
    case path(String)

    /// Most bytes of a path: `sun_path` of unix(7) with its NUL has 108.
    package static let maximumPathBytes = 107

    /// What is accepted, for people.
    package static let accepted =
        "127.0.0.1:PORT, [::1]:PORT or the absolute path of a Unix socket of at most \(maximumPathBytes) bytes:"
        + " metrics are served to this machine only"

    /// Reads `127.0.0.1:PORT`, `[::1]:PORT` with a port from 1 to 65535, or an absolute path; nil: it is none of them.
    package init?(_ text: String) {
        if text.hasPrefix("/") {
            guard text.utf8.count <= Self.maximumPathBytes, !text.utf8.contains(0) else { return nil }
            self = .path(text)
        } else if let port = Self.port(of: text, after: "127.0.0.1:") {
            self = .loopbackIPv4(port: port)
        } else if let port = Self.port(of: text, after: "[::1]:") {
            self = .loopbackIPv6(port: port)
        } else {
            return nil
        }
    }

    private static func port(of text: String, after host: String) -> UInt16? {
        guard text.hasPrefix(host) else { return nil }
        let digits = text.dropFirst(host.count)
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits), port > 0 else {
            return nil
        }
        return port
    }
}

extension MetricsAddress: CustomStringConvertible {
    /// As it is configured.
    package var description: String {
        switch self {
        case .loopbackIPv4(let port): "127.0.0.1:\(port)"
        case .loopbackIPv6(let port): "[::1]:\(port)"
        case .path(let path): path
        }
    }
}
