// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import ControlServer
import Dispatch
import Glibc
import InstanceStore
import MetricsServer
import SyncEngine
import SyncModel
import SyncRuntime
import Synchronization
import Systemd
import VarlinkServer

/// The running daemon: starts its parts in order, and stops them in the other order.
final class Daemon: Sendable {
    /// Within which every queue has to come round where the service manager does not say.
    private static let watchInterval: Duration = .seconds(60)

    /// How often entries that were held back are summed up.
    private static let summaryInterval: Duration = .seconds(60)

    private let wiring: Wiring
    private let server: VarlinkServer
    private let metrics: MetricsServer?
    private let phase: DaemonPhase
    private let messages: ServiceMessages
    private let state: StateDirectory
    private let journal: JournalWriter
    private let audit: AuditWriter
    private let statusLine: StatusLine
    private let deletions: DeletionTimer
    // Watched as "daemon".
    private let queue = DispatchQueue(label: "io.kmsync.daemon")
    // Watched as "journal".
    private let journalQueue = DispatchQueue(label: "io.kmsync.journal")
    private let watch = Mutex<QueueWatch?>(nil)

    init(
        wiring: Wiring,
        server: VarlinkServer,
        metrics: MetricsServer?,
        state: StateDirectory,
        phase: DaemonPhase,
        messages: ServiceMessages,
        journal: JournalWriter,
        audit: AuditWriter
    ) {
        self.wiring = wiring
        self.server = server
        self.metrics = metrics
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
        deletions = DeletionTimer(directory: wiring.directory, scheduling: wiring.timetable, journal: journal)
    }

    /// Starts the runners, then serves those who came to the sockets, then says that it is ready.
    ///
    /// `signals` are those that it obeys, whose queue is watched like every other.
    func start(on socket: ListeningSocket, metrics listener: MetricsListener?, _ signals: Signals) throws {
        // Before anything runs: what goes wrong in the first moment has to reach the journal, too.
        wiring.events.observe { [statusLine, journal, journalQueue] event in
            // The hub must not wait for the journal's socket.
            journalQueue.async { journal.record(event.event) }
            statusLine.touch()
        }
        try wiring.synchronizer.start()
        try server.start(on: socket)
        if let listener { try metrics?.start(on: listener) }
        deletions.start()
        summarize()
        _ = phase.enter(.running)
        let line = statusLine.start()
        messages.tell { try $0.ready(status: line) }
        watch(with: signals)
        let instances = wiring.directory.ids().count
        journal.record(.started(version: ProgramVersion.current, instances: instances, socket: socket.origin))
    }

    /// Stops: what was accepted is answered, what is known is made durable; a second time ends the process at once.
    func stop() {
        guard phase.enter(.draining) else {
            journal.record(.stoppedAtOnce)
            journal.finish()
            audit.finish()
            _exit(130)
        }
        statusLine.stop()
        watch.withLock { $0 }?.stop()
        messages.tell { try $0.stopping(status: "stopping: finishing what is under way") }
        journal.record(.stopping)
        let drain = Drain(wiring: wiring, server: server, queue: queue) { [messages] in messages.progressed($0.status) }
        // Elsewhere: the next signal has to be heard whatever this waits for.
        queue.async { [self] in
            drain.run { [self] wereAllAnswered in
                if !wereAllAnswered { journal.record(.callsCutOff) }
                finish()
            }
        }
    }

    /// Has every queue watched, from a queue with a thread of its own.
    private func watch(with signals: Signals) {
        let own: [QueueWatch.Queue] = [
            .serial("daemon", queue), .serial("journal", journalQueue), .init(name: "signals") { signals.ping($0) },
        ]
        let queues = DaemonQueues(wiring: wiring, server: server, metrics: metrics, messages: messages, own: own)
        let watch = QueueWatch(
            interval: messages.watchdogInterval ?? Self.watchInterval,
            scheduling: Timetable(label: "io.kmsync.watch", hasOwnThread: true),
            queues: { queues.all },
            tell: { [messages, journal] news in
                switch news {
                case .alive: messages.tell { try $0.watchdog() }
                case .standstill(let names): journal.record(.queuesStandStill(names))
                case .moveAgain(let names): journal.record(.queuesMoveAgain(names))
                }
            }
        )
        TestSwitches.offer { queues.all }
        self.watch.withLock { $0 = watch }
        watch.start()
    }

    private func finish() {
        // Until now: how it drains is what they are asked for just then.
        metrics?.stop()
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
