// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

/// System calls of a running process on one file that fail, as long as this is kept; by strace(1).
final class FailingCalls {
    /// Why they cannot be made to fail here; nil where they can.
    static let obstacle: String? = {
        guard geteuid() == 0 else { return "NOT TESTED HERE: needs root, to trace another process" }
        guard FileManager.default.isExecutableFile(atPath: program) else {
            return "NOT TESTED HERE: needs strace (make setup installs it)"
        }
        return nil
    }()

    private static let program = "/usr/bin/strace"

    private let process: ChildProcess
    private let messages: Descriptor

    /// From now on each of `calls`, such as `fdatasync,fsync`, fails with `error`, such as `EIO`, on one of the files.
    init(_ calls: String, with error: String, on files: [String], of id: pid_t) throws {
        let nothing = try Descriptor(open("/dev/null", O_RDWR | O_CLOEXEC), "open of /dev/null")
        let (messages, end) = try Descriptor.pipe()
        let injections = ["-e", "trace=\(calls)", "-e", "inject=\(calls):error=\(error)"]
        process = try ChildProcess(
            Self.program,
            ["-f", "-o", "/dev/null"] + files.flatMap { ["-P", $0] } + injections + ["-p", "\(id)"],
            environment: Surroundings.with([:]),
            ChildProcess.Standard(input: nothing.number, output: nothing.number, error: end.number)
        )
        end.close()
        self.messages = messages
        let deadline = ContinuousClock.now + DaemonProcess.patience
        var said = ""
        // Said once every thread is attached; those that start later are attached from their first call on.
        while !said.contains(" attached") {
            let more = try readable([messages.number], until: deadline).isEmpty ? [] : messages.read()
            guard !more.isEmpty else { throw DaemonProcess.Failure(description: "strace did not attach: \(said)") }
            said += String(decoding: more, as: UTF8.self)
        }
    }

    deinit { abandon() }

    /// Lets the calls through again.
    func stop() { end(SIGINT) }

    /// Lets go of a process that has ended: strace may wait for ever for a thread that was killed with it.
    func abandon() { end(SIGKILL) }

    private func end(_ signal: Int32) {
        process.signal(signal)
        process.wait()
    }
}
