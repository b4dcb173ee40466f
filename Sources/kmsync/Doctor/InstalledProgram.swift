// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// Runs another program of this machine, for what it says.
enum InstalledProgram {
    struct Outcome {
        let status: Int32
        let output: String
        let messages: String
    }

    /// No program that is asked here takes longer when it is well, in milliseconds.
    private static let patience: Int32 = 5000
    private static let maximumOutput = 64 << 10

    /// Beside this program, where both are installed together, else in $PATH.
    static func find(_ name: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        var directories: [Substring] = []
        if length > 0 {
            let own = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if let slash = own.lastIndex(of: "/") { directories.append(own[..<slash]) }
        }
        directories += (environmentVariable("PATH") ?? "/usr/bin:/bin").split(separator: ":")
        return directories.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// Runs it to its end with nothing on its standard input; nil where it cannot be started, or does not end in time.
    static func run(_ program: String, _ arguments: [String]) -> Outcome? {
        guard let output = Pipe(), let messages = Pipe() else { return nil }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.write, 1)
        posix_spawn_file_actions_adddup2(&actions, messages.write, 2)
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var id: pid_t = 0
        guard posix_spawn(&id, program, &actions, nil, words, environ) == 0 else { return nil }
        output.closeWriteEnd()
        messages.closeWriteEnd()
        let isDone = readBoth(output, messages)
        if !isDone { kill(id, SIGKILL) }
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        guard isDone, status & 0x7F == 0 else { return nil }
        return Outcome(status: (status >> 8) & 0xFF, output: output.text, messages: messages.text)
    }

    private static func readBoth(_ output: Pipe, _ messages: Pipe) -> Bool {
        while !output.isAtEnd || !messages.isAtEnd {
            var entries = [output, messages].map {
                pollfd(fd: $0.isAtEnd ? -1 : $0.read, events: Int16(POLLIN), revents: 0)
            }
            let count = poll(&entries, 2, patience)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            for (pipe, entry) in zip([output, messages], entries) where entry.revents != 0 {
                pipe.take(atMost: maximumOutput)
            }
        }
        return true
    }

    private final class Pipe {
        let read: Int32
        private(set) var write: Int32
        private(set) var isAtEnd = false
        private var bytes: [UInt8] = []

        var text: String { String(decoding: bytes, as: UTF8.self) }

        init?() {
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { return nil }
            // This program has one thread: nobody starts another program in between.
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            read = ends[0]
            write = ends[1]
        }

        deinit {
            close(read)
            closeWriteEnd()
        }

        func closeWriteEnd() {
            if write >= 0 { close(write) }
            write = -1
        }

        func take(atMost limit: Int) {
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = Glibc.read(read, &buffer, buffer.count)
            if count < 0, errno == EINTR { return }
            if count > 0, bytes.count < limit { bytes += buffer[..<count] }
            isAtEnd = count <= 0
        }
    }
}
