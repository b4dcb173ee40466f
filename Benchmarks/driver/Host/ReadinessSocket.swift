// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation

/// Where a daemon tells that it is ready; sd_notify(3).
// Safe because the descriptor never changes, and only the thread that reads closes it.
final class ReadinessSocket: @unchecked Sendable {
    private let descriptor: Int32

    /// Binds the socket that the daemon is given as `NOTIFY_SOCKET`.
    init(path: String) throws {
        unlink(path)
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw BenchFailure("The path \(path) is too long for a socket: set TMPDIR to a shorter one.")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard descriptor >= 0, result == 0 else { throw BenchFailure("\(path): \(text(of: errno))") }
    }

    /// Waits for `READY=1`; throws where it does not come within the time.
    func awaitReadiness(within patience: Duration) throws {
        let deadline = ContinuousClock.now + patience
        while let message = read(until: deadline) {
            if message.split(separator: "\n").contains("READY=1") { return }
        }
        throw BenchFailure("The daemon did not become ready within \(patience).")
    }

    /// Reads what comes later, so that the daemon never waits, until it has been silent for long.
    func takeTheRest() {
        Thread.detachNewThread { [self] in
            while read(until: .now + .seconds(3600)) != nil {}
            close(descriptor)
        }
    }

    private func read(until deadline: ContinuousClock.Instant) -> String? {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let left = max(ContinuousClock.now.duration(to: deadline), .zero) / .milliseconds(1)
        guard poll(&entry, 1, Int32(left)) > 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
