// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Testing

/// The datagram socket that a service manager hands to a service in `NOTIFY_SOCKET`; sd_notify(3).
final class NotificationSocket {
    private let descriptor: Descriptor
    private(set) var messages: [String] = []

    init(path: String) throws {
        unlink(path)
        descriptor = try Descriptor(socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0), "socket")
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        try #require(path.utf8.count < 100)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor.number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw SystemFailure("bind to \(path)") }
    }

    /// Waits for a line such as `READY=1`; false when the deadline passes, or `life` ends, before it comes.
    func awaitLine(_ line: String, life: Int32, until deadline: ContinuousClock.Instant) throws -> Bool {
        while true {
            let ready = try readable([descriptor.number, life], until: deadline)
            guard ready.contains(descriptor.number) else { return false }
            let message = String(decoding: try descriptor.read(), as: UTF8.self)
            messages.append(message)
            if message.split(separator: "\n").contains(Substring(line)) { return true }
        }
    }
}
