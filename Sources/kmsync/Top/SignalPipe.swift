// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// Signals as bytes of a pipe, so that they can be waited for together with keys and sockets.
final class SignalPipe {
    /// Those that a full-screen view has to see.
    static let numbers = [SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH]

    // Safe because the program has one thread, and the handler only reads what was complete before it was installed.
    private nonisolated(unsafe) static var writeEnd: Int32 = -1

    /// Readable when a signal came.
    let descriptor: Int32

    /// Installs the handlers; throws where there are no descriptors left.
    init() throws(Failure) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(.internalError, "No pipe: \(String(cString: strerror(errno))).") }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        descriptor = ends[0]
        SignalPipe.writeEnd = ends[1]
        for number in SignalPipe.numbers { SignalPipe.catchSignal(number) }
    }

    /// The signals that came since the last time, the oldest first.
    func read() -> [Int32] {
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        return count > 0 ? buffer[..<count].map(Int32.init) : []
    }

    /// Lets a signal do what it does by default, now: the process ends or stops.
    ///
    /// Returns when it goes on.
    func obey(_ number: Int32) {
        signal(number, SIG_DFL)
        raise(number)
        SignalPipe.catchSignal(number)
    }

    private static func catchSignal(_ number: Int32) {
        signal(number) { number in
            let saved = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(SignalPipe.writeEnd, &byte, 1)
            errno = saved
        }
    }
}
