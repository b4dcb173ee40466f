// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation

/// A process that was started here; ended with the value if it still runs.
final class Program {
    let id: pid_t
    private var status: Int32?

    /// Starts the program at `path`; both streams go to one file, or nowhere.
    init(_ path: String, _ arguments: [String], environment: [String: String] = [:], streams: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, streams, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Signals that are watched here are ignored or blocked; the program must meet them as at a shell.
        var (all, none) = (sigset_t(), sigset_t())
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        let inherited = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("KMSYNC_") }
        let settings = inherited.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }
        id = try Interruption.starting {
            var id: pid_t = 0
            let result = withCStrings([path] + arguments) { words in
                withCStrings(settings) { posix_spawn(&id, path, &actions, &attributes, words, $0) }
            }
            guard result == 0 else { throw BenchFailure("\(path) cannot be started: \(text(of: result))") }
            return id
        }
    }

    deinit {
        if status == nil {
            kill(id, SIGKILL)
            wait()
        }
    }

    /// Waits for the end; the exit status, or 128 and the signal.
    @discardableResult
    func wait() -> Int32 {
        if let status { return status }
        var word: Int32 = 0
        while waitpid(id, &word, 0) < 0 && errno == EINTR {}
        Interruption.ended(id)
        let signal = word & 0x7F
        let ended = signal == 0 ? (word >> 8) & 0xFF : 128 + signal
        status = ended
        return ended
    }

    /// Runs a program to its end and returns what it printed; throws with that where it fails.
    static func output(of path: String, _ arguments: [String], in directory: String) throws -> [UInt8] {
        let streams = "\(directory)/output"
        unlink(streams)
        let status = try Program(path, arguments, streams: streams).wait()
        let printed = try Data(contentsOf: URL(fileURLWithPath: streams))
        guard status == 0 else {
            let said = String(decoding: printed, as: UTF8.self)
            throw BenchFailure("\(path) \(arguments.joined(separator: " ")) ended with \(status): \(said)")
        }
        return Array(printed)
    }
}

/// What makes a measurement impossible.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// The system's sentence for an error number.
func text(of number: Int32) -> String { String(cString: strerror(number)) }

private func withCStrings<Result>(
    _ texts: [String],
    _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
}
