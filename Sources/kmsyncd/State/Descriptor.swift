// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// An open file, closed when it is released.
struct Descriptor: ~Copyable, Sendable {
    /// Its number, valid for as long as this is.
    let number: Int32

    /// Opens by open(2), always close-on-exec; the mode counts where the flags create.
    init(opening path: String, _ flags: Int32, mode: mode_t = 0o600) throws(SystemFault) {
        var number: Int32
        repeat { number = open(path, flags | O_CLOEXEC, mode) } while number < 0 && errno == EINTR
        guard number >= 0 else { throw .last }
        self.number = number
    }

    /// A second number for what is open already, a socket included.
    init(duplicating number: Int32) throws(SystemFault) {
        self.number = fcntl(number, F_DUPFD_CLOEXEC, 0)
        guard self.number >= 0 else { throw .last }
    }

    deinit { close(number) }

    /// What fstat(2) says.
    func status() throws(SystemFault) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw .last }
        return status
    }

    /// Everything from here to the end; nil where that is more than `limit` bytes.
    func readAll(atMost limit: Int) throws(SystemFault) -> [UInt8]? {
        // One allocation of what may come: growing an array would leave copies of a secret behind.
        let capacity = min(limit, max(0, Int(try status().st_size))) + 1
        var content: [UInt8] = []
        repeat {
            let room = content.isEmpty ? capacity : min(limit + 1 - content.count, 65_536)
            let piece = try read(atMost: room)
            if piece.isEmpty { return content }
            content = content.isEmpty ? piece : content + piece
        } while content.count <= limit
        return nil
    }

    /// Writes all bytes; returns what failed, as closures over memory throw no typed errors.
    func write(_ bytes: UnsafeRawBufferPointer) -> SystemFault? {
        var written = 0
        while written < bytes.count {
            let count = Glibc.write(number, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return .last }
            written += count
        }
        return nil
    }

    /// Waits until everything is on the disk; fsync(2).
    func synchronize() throws(SystemFault) {
        guard fsync(number) == 0 else { throw .last }
    }

    private func read(atMost count: Int) throws(SystemFault) -> [UInt8] {
        var fault: SystemFault?
        let piece = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var result: Int
            repeat { result = Glibc.read(number, buffer.baseAddress, count) } while result < 0 && errno == EINTR
            if result < 0 { fault = .last }
            filled = max(0, result)
        }
        if let fault { throw fault }
        return piece
    }
}
