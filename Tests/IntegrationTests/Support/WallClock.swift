// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

/// The wall clock of a process, which a test sets while it runs; its other clocks and its timers go on as they are.
struct WallClock {
    private let library: String
    private let file: String

    /// A clock that is right, so far.
    init(in sandbox: Sandbox) throws {
        library = sandbox.file("wall_clock.so")
        file = sandbox.file("clock")
        let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Clock/wall_clock.c").path
        let compiler = Command(
            program: "/usr/bin/env",
            arguments: ["gcc", "-Wall", "-Werror", "-O1", "-shared", "-fPIC", "-o", library, source]
        )
        let outcome = try compiler.run()
        try #require(outcome.status == 0, "\(outcome)")
        try set(days: 0)
    }

    /// What puts a process under this clock.
    var environment: [String: String] { ["LD_PRELOAD": library, "KMSYNC_TEST_CLOCK": file] }

    /// Sets it so far ahead of the real time, or behind; the process sees that at once.
    func set(days: Int) throws {
        let clock = try Descriptor(open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600), "open of the clock")
        var seconds = Int64(days) * 86_400
        try #require(write(clock.number, &seconds, 8) == 8)
    }
}
