// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import Varlink

/// A connection that sends just the bytes that a test wants.
package final class RawConnection {
    /// What was not as the test wants it.
    package struct Disappointment: Error, CustomStringConvertible {
        /// For a person.
        package let description: String
    }

    private var descriptor: Int32
    private var decoder = FrameDecoder(maximumFrameBytes: 16 << 20)

    /// Connects; a wait for bytes ends after 10 seconds.
    package init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            throw Disappointment(description: "connect to \(path): \(String(cString: strerror(errno)))")
        }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        leave()
    }

    /// Closes, whatever is unread.
    package func leave() {
        if descriptor >= 0 {
            close(descriptor)
        }
        descriptor = -1
    }

    /// Sends text, in which NUL ends a frame; false when the peer takes no more.
    @discardableResult
    package func say(_ text: String) -> Bool {
        say(Array(text.utf8))
    }

    /// Sends bytes; false when the peer takes no more.
    @discardableResult
    package func say(_ bytes: [UInt8]) -> Bool {
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
    package func sayWithoutWaiting(_ bytes: [UInt8]) -> Int {
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
    package func endSaying() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// The next frame; nil when the peer has closed, or after 10 seconds, which `isClosed` tells apart.
    package func hear() throws -> String? {
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
    package private(set) var isClosed = false

    /// Waits until the peer closes without another frame; throws where it does not.
    package func expectClosed() throws {
        let frame = try hear()
        guard frame == nil, isClosed else {
            throw Disappointment(description: "not closed, but: \(frame ?? "nothing for 10 seconds")")
        }
    }
}
