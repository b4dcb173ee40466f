// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import ControlServer
import Dispatch
import Glibc
import InstanceStore
import Logging
import SyncEngine
import SyncModel
import SyncRuntime
import Synchronization
import Systemd
import VarlinkServer

/// The running daemon: starts its parts in order, and stops them in the other order.
final class Daemon: Sendable {
    /// Time for calls that were accepted to be answered once the daemon stops.
    private static let drainTimeout: Duration = .seconds(5)

    private let wiring: Wiring
    private let server: VarlinkServer
    private let phase: DaemonPhase
    private let notifier: ServiceNotifier
    private let logger: Logger
    private let statusLine: StatusLine
    private let deletions: DeletionTimer
    private let queue = DispatchQueue(label: "io.kmsync.daemon")

    init(
        wiring: Wiring,
        server: VarlinkServer,
        phase: DaemonPhase,
        notifier: ServiceNotifier,
        logger: Logger
    ) {
        self.wiring = wiring
        self.server = server
        self.phase = phase
        self.notifier = notifier
        self.logger = logger
        statusLine = StatusLine(
            directory: wiring.directory,
            synchronizer: wiring.synchronizer,
            scheduling: wiring.timetable
        ) { line in Self.tell { try notifier.status(line) } }
        deletions = DeletionTimer(directory: wiring.directory, scheduling: wiring.timetable)
    }

    /// Starts the runners, then listens, then says that it is ready.
    func start(listening address: ListenAddress) throws {
        try wiring.synchronizer.start()
        try server.start(address)
        deletions.start()
        wiring.events.observe { [statusLine] _ in statusLine.touch() }
        statusLine.start()
        _ = phase.enter(.running)
        let instances = wiring.directory.ids().count
        Self.tell { try self.notifier.ready(status: StatusLine.text(instances: instances, replicas: [])) }
        logger.notice(
            "kmsyncd serves.",
            metadata: ["version": "\(ProgramVersion.current)", "instances": "\(instances)"]
        )
    }

    /// Stops: what was accepted is answered, what is known is made durable; a second time ends the process at once.
    func stop() {
        guard phase.enter(.draining) else {
            logger.warning("A second signal: stopping without waiting for what is under way.")
            _exit(130)
        }
        Self.tell { try self.notifier.stopping(status: "stopping: finishing what is under way") }
        logger.notice("kmsyncd stops.")
        server.drain(timeout: Self.drainTimeout) { [self] inTime in
            if !inTime { logger.warning("Calls were still open when the time for them was over; they were cut off.") }
            wiring.synchronizer.stop { [self] in
                queue.async { [self] in wiring.directory.close { exit(0) } }
            }
        }
    }

    /// systemd not listening is no reason to fail.
    private static func tell(_ body: @Sendable () throws -> Void) {
        do {
            try body()
        } catch {
            // ignoring: the notification socket is a courtesy; systemd notices by itself what matters.
        }
    }
}
