// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// A real process; killed with the value if it still runs.
final class ChildProcess {
    /// How it ended.
    enum End: Equatable {
        case exited(Int32)
        case killed(Int32)
    }

    struct Standard {
        var input: Int32
        var output: Int32
        var error: Int32
    }

    /// POSIX_SPAWN_SETSID of spawn.h, which Swift's Glibc does not show.
    private static let newSession: Int32 = 0x80

    let id: pid_t
    private(set) var end: End?

    /// What a program has for its standard streams.
    enum Streams {
        case three(Standard)
        /// A terminal at this path, with a session of its own that the terminal controls.
        case terminal(String)
    }

    /// Starts the program at a path, with exactly these arguments and this environment.
    convenience init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String],
        _ standard: Standard
    ) throws {
        try self.init(program, arguments, environment: environment, streams: .three(standard))
    }

    /// The same with other streams.
    init(_ program: String, _ arguments: [String], environment: [String: String], streams: Streams) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        switch streams {
        case .three(let standard):
            posix_spawn_file_actions_adddup2(&actions, standard.input, 0)
            posix_spawn_file_actions_adddup2(&actions, standard.output, 1)
            posix_spawn_file_actions_adddup2(&actions, standard.error, 2)
        case .terminal(let path):
            // The first terminal that the leader of a session opens controls it; tty_ioctl(4).
            flags |= ChildProcess.newSession
            posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
            posix_spawn_file_actions_adddup2(&actions, 0, 1)
            posix_spawn_file_actions_adddup2(&actions, 0, 2)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The runner of the tests may ignore or block signals; the program must meet them as at a shell.
        var all = sigset_t()
        var none = sigset_t()
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(flags))
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        let settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + settings { free(text) } }
        var id: pid_t = 0
        let result = posix_spawn(&id, program, &actions, &attributes, words, settings)
        guard result == 0 else { throw SystemFailure("posix_spawn of \(program)", number: result) }
        self.id = id
    }

    deinit {
        guard end == nil else { return }
        kill(id, SIGKILL)
        wait()
    }

    func signal(_ number: Int32) {
        if end == nil { kill(id, number) }
    }

    /// Waits for its end, however long that takes.
    @discardableResult
    func wait() -> End {
        if let end { return end }
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0 && errno == EINTR {}
        let number = status & 0x7F
        let end: End = number == 0 ? .exited((status >> 8) & 0xFF) : .killed(number)
        self.end = end
        return end
    }
}
