// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// A connected, non-blocking Unix stream socket with deadlines; unix(7).
struct UnixSocket: ~Copyable {
    /// For poll(2); closed with the value.
    let descriptor: Int32

    /// Connects; while the listener's backlog is full it waits, or fails with EAGAIN where that is not wanted.
    ///
    /// Throws `VarlinkClientError.cannotConnect`.
    init(path: String, waiting: Bool) throws(VarlinkClientError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path), !bytes.contains(0) else {
            throw .cannotConnect(path: path, errno: bytes.isEmpty ? ENOENT : ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let immediate = waiting ? 0 : SOCK_NONBLOCK.rawValue
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | immediate), 0)
        guard descriptor >= 0 else {
            throw .cannotConnect(path: path, errno: errno)
        }
        var result: Int32
        repeat {
            result = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
        } while result != 0 && errno == EINTR
        guard result == 0, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else {
            let number = errno
            Glibc.close(descriptor)
            throw .cannotConnect(path: path, errno: number)
        }
        self.descriptor = descriptor
    }

    deinit {
        Glibc.close(descriptor)
    }

    /// What became of bytes to be sent.
    enum Sending {
        /// So many were taken.
        case sent(Int)
        /// There is no room now.
        case full
        /// The peer takes no more; what it sent before may still be there to be read.
        case broken
    }

    /// Sends what fits now.
    borrowing func send(_ bytes: ArraySlice<UInt8>) -> Sending {
        while true {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                return .sent(count)
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .full
            default: return .broken
            }
        }
    }

    /// Reads what is there; nil when nothing is yet, empty at the end.
    ///
    /// Throws `connectionClosed`.
    borrowing func receive(into buffer: inout [UInt8]) throws(VarlinkClientError) -> Int? {
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count >= 0 {
                return count
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: return nil
            default: throw .connectionClosed
            }
        }
    }

    /// Waits until there is something to read, or also room to write; throws `timedOut` after the deadline.
    borrowing func wait(orWritable: Bool, until deadline: ContinuousClock.Instant?) throws(VarlinkClientError) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN | (orWritable ? POLLOUT : 0)), revents: 0)
        while true {
            var milliseconds: Int32 = -1
            if let deadline {
                let left = max(ContinuousClock.now.duration(to: deadline), .zero)
                // Rounded up, so that it never spins; a day at most, then it asks again.
                milliseconds = Int32(min((left + .microseconds(999)) / .milliseconds(1), 86_400_000))
            }
            let count = poll(&entry, 1, milliseconds)
            if count > 0 {
                return
            }
            if count < 0, errno != EINTR {
                throw .connectionClosed
            }
            if let deadline, ContinuousClock.now >= deadline {
                throw .timedOut
            }
        }
    }
}
