// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// Where data goes.
enum StandardOutput {
    static func write(_ text: String) { writeAll(Array(text.utf8), to: STDOUT_FILENO) }

    static func write(_ bytes: [UInt8]) { writeAll(bytes, to: STDOUT_FILENO) }

    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}

/// Where messages go.
enum StandardError {
    static func write(_ text: String) { writeAll(Array(text.utf8), to: STDERR_FILENO) }

    /// Tells a person what was done; says nothing to a script.
    static func note(_ text: String) {
        if isTerminal, !text.isEmpty { write("\(printable(text, keepingNewlines: true))\n") }
    }

    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

/// Writes all, or ends the program: output that cannot be written must not look like success.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 {
            rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&entry, 1, -1)
        } else if errno != EINTR {
            exit(ExitStatus.internalError.rawValue)
        }
    }
}
