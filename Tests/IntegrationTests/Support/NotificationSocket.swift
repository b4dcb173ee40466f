// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

/// The datagram socket that a service manager hands to a service in `NOTIFY_SOCKET`; sd_notify(3).
// Safe because the descriptor never changes, and is closed only when nobody has it any more.
final class NotificationSocket: @unchecked Sendable {
    private let descriptor: Descriptor

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
            if message.split(separator: "\n").contains(Substring(line)) { return true }
        }
    }

    /// Takes what comes later, as a service manager does, until `life` ends: a dozen messages that nobody takes would
    /// make the service wait; unix(7).
    func takeTheRest(life: Descriptor) {
        // Safe because the descriptor is only read from here on.
        nonisolated(unsafe) let life = life
        Thread.detachNewThread { [self] in
            while let ready = try? readable([descriptor.number, life.number], until: .now + .seconds(3600)),
                ready.contains(descriptor.number)
            {
                _ = try? descriptor.read()
            }
        }
    }
}
