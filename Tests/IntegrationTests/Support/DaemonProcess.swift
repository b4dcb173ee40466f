// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

/// The real `kmsyncd` on a state directory of its own; stopped, and its directory removed, with the value.
final class DaemonProcess {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// How long a start or an end may take; generous, because it is only ever waited for when something is broken.
    static let patience: Duration = .seconds(30)

    let sandbox: Sandbox
    private let arguments: [String]
    private let environment: [String: String]
    private var running: Running?

    /// The process, and the end of a pipe that breaks with it.
    private final class Running {
        let process: ChildProcess
        let life: Descriptor
        let notifications: NotificationSocket

        init(_ process: ChildProcess, _ life: Descriptor, _ notifications: NotificationSocket) {
            self.process = process
            self.life = life
            self.notifications = notifications
        }
    }

    /// Does not start it yet; a sandbox that exists gives a second daemon on the same state.
    init(
        in sandbox: Sandbox? = nil,
        socketName: String = "socket",
        configuration: String = "",
        arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws {
        self.sandbox = try sandbox ?? Sandbox()
        self.arguments = arguments
        self.environment = environment
        socket = self.sandbox.file(socketName)
        try configure(configuration)
    }

    let socket: String
    /// Always one of its own: the machine that the tests run on may have another.
    var configurationFile: String { "\(socket).yaml" }
    var stateDirectory: String { sandbox.file("state") }
    var id: pid_t? { running?.process.id }

    /// Everything that it said on standard error, over all its lives.
    var log: String { String(decoding: sandbox.read("log"), as: UTF8.self) }

    /// Writes another configuration, for the next start or reload.
    func configure(_ text: String) throws {
        try text.write(toFile: configurationFile, atomically: true, encoding: .utf8)
    }

    /// Starts it and waits until it says that it is ready.
    func start() throws {
        let running = try launch()
        let deadline = ContinuousClock.now + Self.patience
        let isReady = try running.notifications.awaitLine("READY=1", life: running.life.number, until: deadline)
        guard isReady else {
            running.process.signal(SIGKILL)
            throw Failure(description: "kmsyncd did not become ready: \(running.process.wait()).\n\(log)")
        }
        running.notifications.takeTheRest(life: running.life)
        self.running = running
    }

    /// Starts it where it must not become ready, and waits for its end.
    func startInVain() throws -> ChildProcess.End {
        let running = try launch()
        self.running = running
        let deadline = ContinuousClock.now + Self.patience
        guard try !running.notifications.awaitLine("READY=1", life: running.life.number, until: deadline) else {
            running.process.signal(SIGKILL)
            throw Failure(description: "kmsyncd became ready where it should not: \(try end()).\n\(log)")
        }
        return try end()
    }

    /// Starts it and kills it a moment later, ready or not.
    func strikeWhileStarting(after delay: Duration) throws {
        let running = try launch()
        self.running = running
        Blow.strike(running.process.id, after: delay)
        try strike()
    }

    /// Asks it to stop and kills it a moment later; it may have ended by then.
    func strikeWhileStopping(after delay: Duration) throws {
        guard let process = running?.process else { throw Failure(description: "kmsyncd does not run.\n\(log)") }
        process.signal(SIGTERM)
        Blow.strike(process.id, after: delay)
        let end = try end()
        try #require(end == .killed(SIGKILL) || end == .exited(0), "It ended otherwise: \(end).\n\(log)")
    }

    /// Asks it to stop, as systemd does, and waits for its end.
    @discardableResult
    func stop() throws -> ChildProcess.End {
        running?.process.signal(SIGTERM)
        return try end()
    }

    /// Kills it like a loss of power of its process.
    func strike() throws {
        running?.process.signal(SIGKILL)
        try #require(try end() == .killed(SIGKILL), "It had ended before it was struck.\n\(log)")
    }

    func restart() throws {
        try #require(try stop() == .exited(0))
        try start()
    }

    /// Waits for the end of the process; throws with its log when that does not come.
    ///
    /// `release` lets go of it once its end is seen: while another process traces it, it cannot be waited for.
    func end(_ release: () -> Void = {}) throws -> ChildProcess.End {
        guard let running else { throw Failure(description: "kmsyncd does not run.\n\(log)") }
        guard try !readable([running.life.number], until: .now + Self.patience).isEmpty else {
            running.process.signal(SIGKILL)
            throw Failure(description: "kmsyncd did not end in time.\n\(log)")
        }
        release()
        self.running = nil
        return running.process.wait()
    }

    private func launch() throws -> Running {
        try #require(running == nil, "It runs already.")
        let notifications = try NotificationSocket(path: "\(socket).notify")
        let nothing = try Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC), "open of /dev/null")
        let log = try Descriptor(
            open(sandbox.file("log"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600),
            "open of the log"
        )
        let (life, held) = try Descriptor.pipe()
        let process = try ChildProcess(
            try Binaries.path("kmsyncd"),
            ["--config", configurationFile, "--state-directory", stateDirectory, "--socket", socket] + arguments,
            environment: Surroundings.with(environment.merging(["NOTIFY_SOCKET": "\(socket).notify"]) { $1 }),
            ChildProcess.Standard(input: nothing.number, output: held.number, error: log.number)
        )
        held.close()
        return Running(process, life, notifications)
    }
}
