// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Testing
import Varlink

/// A connection that sends just the bytes that a test wants.
final class RawConnection {
    private let descriptor: Int32
    private var decoder = FrameDecoder(maximumFrameBytes: 16 << 20)

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(descriptor)
    }

    /// Sends text, in which NUL ends a frame; false when the peer takes no more.
    @discardableResult
    func say(_ text: String) -> Bool {
        say(Array(text.utf8))
    }

    /// Sends bytes; false when the peer takes no more.
    @discardableResult
    func say(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else {
                return false
            }
            sent += count
        }
        return true
    }

    /// Sends what fits without waiting, and gives how much that was.
    func sayWithoutWaiting(_ bytes: [UInt8]) -> Int {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            guard count > 0 else {
                break
            }
            sent += count
        }
        return sent
    }

    /// Says that nothing more will be sent.
    func endSaying() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// The next frame; nil when the peer has closed, or after 10 seconds, which `isClosed` tells apart.
    func hear() throws -> String? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let frame = try decoder.next() {
                return String(decoding: frame, as: UTF8.self)
            }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else {
                isClosed = count == 0 || errno == ECONNRESET
                return nil
            }
            decoder.append(buffer[..<count])
        }
    }

    /// The peer has closed.
    private(set) var isClosed = false

    /// Waits until the peer closes without another frame.
    func expectClosed(_ location: SourceLocation = #_sourceLocation) throws {
        let frame = try hear()
        #expect(frame == nil && isClosed, sourceLocation: location)
    }
}
