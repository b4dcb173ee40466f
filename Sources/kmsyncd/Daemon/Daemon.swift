// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import ControlServer
import Dispatch
import Glibc
import InstanceStore
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

    /// How often entries that were held back are summed up.
    private static let summaryInterval: Duration = .seconds(60)

    private let wiring: Wiring
    private let server: VarlinkServer
    private let phase: DaemonPhase
    private let messages: ServiceMessages
    private let state: StateDirectory
    private let journal: JournalWriter
    private let audit: AuditWriter
    private let statusLine: StatusLine
    private let deletions: DeletionTimer
    private let queue = DispatchQueue(label: "io.kmsync.daemon")
    private let journalQueue = DispatchQueue(label: "io.kmsync.journal")

    init(
        wiring: Wiring,
        server: VarlinkServer,
        state: StateDirectory,
        phase: DaemonPhase,
        messages: ServiceMessages,
        journal: JournalWriter,
        audit: AuditWriter
    ) {
        self.wiring = wiring
        self.server = server
        self.phase = phase
        self.messages = messages
        self.state = state
        self.journal = journal
        self.audit = audit
        statusLine = StatusLine(
            directory: wiring.directory,
            synchronizer: wiring.synchronizer,
            scheduling: wiring.timetable
        ) { line in messages.tell { try $0.status(line) } }
        deletions = DeletionTimer(directory: wiring.directory, scheduling: wiring.timetable)
    }

    /// Starts the runners, then serves those who came to the socket, then says that it is ready.
    func start(on socket: ListeningSocket) throws {
        // Before anything runs: what goes wrong in the first moment has to reach the journal, too.
        wiring.events.observe { [statusLine, journal, journalQueue] event in
            // The hub must not wait for the journal's socket.
            journalQueue.async { journal.record(event.event) }
            statusLine.touch()
        }
        try wiring.synchronizer.start()
        try server.start(on: socket)
        deletions.start()
        summarize()
        statusLine.start()
        _ = phase.enter(.running)
        let instances = wiring.directory.ids().count
        messages.tell { try $0.ready(status: StatusLine.text(instances: instances, replicas: [])) }
        journal.record(.started(version: ProgramVersion.current, instances: instances))
    }

    /// Stops: what was accepted is answered, what is known is made durable; a second time ends the process at once.
    func stop() {
        guard phase.enter(.draining) else {
            journal.record(.stoppedAtOnce)
            _exit(130)
        }
        messages.tell { try $0.stopping(status: "stopping: finishing what is under way") }
        journal.record(.stopping)
        server.drain(timeout: Self.drainTimeout) { [self] inTime in
            if !inTime { journal.record(.callsCutOff) }
            wiring.recovery.stop()
            wiring.synchronizer.stop { [self] in
                queue.async { [self] in wiring.directory.close { [self] in finish() } }
            }
        }
    }

    private func finish() {
        journalQueue.sync { journal.finish() }
        audit.finish()
        exit(ExitStatus.done.rawValue)
    }

    /// Entries that came too often are summed up once a minute.
    private func summarize() {
        let now = SystemClock.wall
        journal.flush(now: now)
        audit.flush(now: now)
        _ = wiring.timetable.after(Self.summaryInterval) { [weak self] in self?.summarize() }
    }
}
