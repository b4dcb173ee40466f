// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// An open file, pipe or socket; closed with the value, if not before.
final class Descriptor {
    let number: Int32
    private var isOpen = true

    /// Takes what a system call gave.
    init(_ number: Int32, _ call: String) throws(SystemFailure) {
        guard number >= 0 else { throw SystemFailure(call) }
        self.number = number
    }

    deinit { close() }

    func close() {
        if isOpen { Glibc.close(number) }
        isOpen = false
    }

    /// A pipe that no other child inherits: first the end to read, then the end to write.
    static func pipe() throws(SystemFailure) -> (Descriptor, Descriptor) {
        // A pair of sockets, because Swift's Glibc has no pipe2(2), and another test may start a child at any moment.
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw SystemFailure("socketpair")
        }
        return (try Descriptor(ends[0], "socketpair"), try Descriptor(ends[1], "socketpair"))
    }

    /// What is there to be read; empty at the end.
    func read() throws(SystemFailure) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = Glibc.read(number, &buffer, buffer.count)
        guard count >= 0 else { throw SystemFailure("read") }
        return Array(buffer.prefix(count))
    }
}

/// A system call that failed, and why.
struct SystemFailure: Error, CustomStringConvertible {
    let description: String

    init(_ call: String, number: Int32 = errno) { description = "\(call): \(String(cString: strerror(number)))" }
}

/// Waits until one of the descriptors has something, or its other side is gone; empty when the deadline passed.
func readable(_ numbers: [Int32], until deadline: ContinuousClock.Instant) throws(SystemFailure) -> Set<Int32> {
    var entries = numbers.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while true {
        let left = max(ContinuousClock.now.duration(to: deadline), .zero)
        let count = poll(
            &entries,
            nfds_t(entries.count),
            Int32(min((left + .microseconds(999)) / .milliseconds(1), 3_600_000))
        )
        if count > 0 { return Set(entries.filter { $0.revents != 0 }.map(\.fd)) }
        if count == 0 { return [] }
        guard errno == EINTR else { throw SystemFailure("poll") }
    }
}
