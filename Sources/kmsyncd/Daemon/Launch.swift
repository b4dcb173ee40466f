// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import ControlServer
import Dispatch
import Foundation
import Glibc
import InstanceStore
import KeyVault
import Logging
import MetricsServer
import ReplicaLink
import SyncEngine
import SyncModel
import SyncRuntime
import Systemd
import VarlinkServer

/// Everything from the flags to a daemon that serves, in the order in which it can fail.
struct Launch {
    enum Outcome {
        case running(Daemon, Signals)
        case finished(ExitStatus)
    }

    private let source: ConfigurationSource
    private let isOnlyChecking: Bool

    init(_ options: CommandLineOptions) {
        source = ConfigurationSource(options, environment: ProcessInfo.processInfo.environment)
        isOnlyChecking = options.checkConfig
    }

    func run() -> Outcome {
        Self.forbidCoreDumps()
        Self.forbidBacktraces()
        let threshold = LogThreshold(.info)
        let logger = LogDestination.ofThisProcess.logger(threshold: threshold)
        do {
            // Before any thread starts: it changes the environment.
            let handedOver = try SocketActivation.listeningDescriptors()
            let configuration = try source.load()
            if isOnlyChecking {
                print("\(source.file): correct")
                return .finished(.done)
            }
            threshold.level = configuration.log.level
            return try start(configuration, handedOver, logger, threshold)
        } catch {
            let (reason, status) = Self.refusal(error)
            JournalWriter(logger, policy: .init()).record(DaemonTransition.startRefused(reason: reason))
            return .finished(status)
        }
    }

    private func start(
        _ configuration: DaemonConfiguration,
        _ handedOver: [SocketActivation.ListeningDescriptor],
        _ logger: Logger,
        _ threshold: LogThreshold
    ) throws -> Outcome {
        // A daemon that works there already is the better reason. Beyond that, nothing is made before the socket is ours:
        // a path that was mistyped leaves nothing behind.
        let existing = try StateDirectory(existing: configuration.stateDirectory)
        let activated = source.takesActivatedSocket ? handedOver.first : nil
        let socket = try ListeningSocket(
            activated.map { .descriptor($0.descriptor) } ?? .path(configuration.socket.path)
        )
        var metrics: MetricsListener?
        do {
            metrics = try configuration.metrics.listen.map { try MetricsListener($0) }
            let state = try existing ?? StateDirectory(opening: configuration.stateDirectory)
            return try start(configuration, state, Sockets(control: socket, metrics: metrics), logger, threshold)
        } catch {
            metrics?.abandon()
            socket.abandon()
            throw error
        }
    }

    /// What listens before anything else is made.
    private struct Sockets {
        let control: ListeningSocket
        let metrics: MetricsListener?
    }

    private func start(
        _ configuration: DaemonConfiguration,
        _ state: StateDirectory,
        _ sockets: Sockets,
        _ logger: Logger,
        _ threshold: LogThreshold
    ) throws -> Outcome {
        let journal = JournalWriter(logger, policy: configuration.replication)
        let messages = try ServiceMessages()
        let keys = try masterKeys(configuration, state, journal)
        let wiring = Wiring(
            configuration,
            masterKeys: keys,
            instances: state.instancesPath,
            journal: journal,
            cores: ProcessInfo.processInfo.activeProcessorCount
        )
        let opening: (InstanceID) -> Void = { messages.progressed("starting: opening instance \($0)") }
        for (id, error) in try wiring.directory.open(opening: opening) {
            if error.isPassing {
                wiring.recovery.recover(id, in: wiring.directory, after: error)
            } else {
                journal.record(DaemonTransition.instanceUnusable(id, reason: error.description))
            }
        }
        let audit = AuditWriter(logger) { SystemClock.wall }
        let phase = DaemonPhase()
        let reloader = Reloader(
            source: source,
            current: configuration,
            access: AccessControl(try configuration.roles.policy()),
            threshold: threshold,
            journal: journal,
            messages: messages
        )
        let connections = ConnectionCount()
        let page = MetricsPage(wiring, connections: connections)
        let server = self.server(configuration, wiring, phase, reloader, audit, journal, connections, page)
        let daemon = Daemon(
            wiring: wiring,
            server: server,
            metrics: sockets.metrics.map { _ in MetricsServer { page.text($0) } },
            state: state,
            phase: phase,
            messages: messages,
            journal: journal,
            audit: audit
        )
        for fault in configuration.faults {
            guard let replica = fault.replica else { continue }
            wiring.faults.setFault(fault.fault, replica: replica)
            journal.record(.faultRehearsed(replica))
        }
        // Whoever is told that it is ready may stop it the next moment: what comes meanwhile waits until it serves.
        // Watched as "signals".
        let queue = DispatchQueue(label: "io.kmsync.signals")
        queue.suspend()
        defer { queue.resume() }
        let signals = Signals([SIGTERM, SIGINT, SIGHUP], on: queue) { number in
            if number == SIGHUP { reloader.reload { _ in } } else { daemon.stop() }
        }
        try daemon.start(on: sockets.control, metrics: sockets.metrics, signals)
        return .running(daemon, signals)
    }

    private func masterKeys(
        _ configuration: DaemonConfiguration,
        _ state: StateDirectory,
        _ journal: JournalWriter
    ) throws -> MasterKeyRing {
        let keys = MasterKeySource(
            state,
            credentials: Credentials.ofThisService,
            requiresCredential: configuration.masterKey.requiresCredential
        )
        let offer = try keys.offer {
            let path = state.instancesPath
            return InstanceDirectory.holdsInstances(path)
                ? MasterKeySource.Instances.some(wantedKeyID: InstanceDirectory.wantedMasterKey(path)) : .none
        }
        if let file = offer.madeFile { journal.record(DaemonTransition.masterKeyMade(file: file)) }
        return offer.keys
    }

    private func server(
        _ configuration: DaemonConfiguration,
        _ wiring: Wiring,
        _ phase: DaemonPhase,
        _ reloader: Reloader,
        _ audit: AuditWriter,
        _ journal: JournalWriter,
        _ connections: ConnectionCount,
        _ page: MetricsPage
    ) -> VarlinkServer {
        let services = ControlServices(
            instances: wiring.catalog,
            synchronization: wiring.synchronizer,
            faults: wiring.faults,
            events: wiring.events,
            daemon: DaemonDesk(
                phase: phase,
                reloader: reloader,
                connections: connections,
                page: page,
                directory: wiring.directory,
                stateDirectory: configuration.stateDirectory,
                configurationFile: source.file
            ),
            audit: audit,
            access: reloader.access,
            now: { SystemClock.wall }
        )
        let server = VarlinkServer(
            configuration: configuration.socket.server,
            service: ServiceInformation(
                vendor: "kmsync",
                product: "kmsyncd",
                version: ProgramVersion.current,
                url: "https://kmsync.io"
            ),
            interfaces: ControlInterfaces.all + TestSwitches.interfaces,
            handlers: MethodTable.handlers(services).merging(TestSwitches.handlers) { ours, _ in ours },
            connectionPolicy: services.admission,
            tooManyConnections: { limit in
                journal.record(.connectionsExhausted(limit: limit))
                return ControlError.tooManyConnections(limit: limit).varlinkError
            },
            onDefect: { journal.record(.handlerDefective(detail: "\($0)")) }
        )
        connections.watch(server)
        return server
    }

    /// The memory of this process holds keys: it is written nowhere, whatever ends it.
    private static func forbidCoreDumps() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        // A limit that is lowered is never refused.
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        // A program that the kernel pipes dumps to need not keep to that limit: it gets no memory at all; core(5).
        do throws(SystemFault) {
            let filter = try Descriptor(opening: "/proc/self/coredump_filter", O_WRONLY)
            if let fault = Array("0".utf8).withUnsafeBytes({ filter.write($0) }) { throw fault }
        } catch {
            // ignoring: the limit stands, and a system without this file has no such dumps.
        }
    }

    /// Swift's handler of crashes prints registers and the memory that they point to, which may be keys, and takes its time,
    /// in which a daemon that the watchdog ended is not started again.
    private static func forbidBacktraces() {
        #if DEBUG
        // The keys of tests are no secret; where a test crashed is of use.
        let signals = [SIGABRT]
        #else
        let signals = [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP]
        #endif
        for number in signals { signal(number, SIG_DFL) }
    }

    /// The reason in a sentence, and the status that scripts rely on.
    private static func refusal(_ error: any Error) -> (reason: String, status: ExitStatus) {
        switch error {
        case let error as ConfigurationError: return ("\(error)", error.exitStatus)
        case let error as StateError: return ("\(error)", error.exitStatus)
        case VaultError.wrongMasterKey(let wanted, let offered):
            let error = StateError.noFittingMasterKey(wanted: wanted, offered: offered)
            return ("\(error)", error.exitStatus)
        case let error as VarlinkServerError: return ("\(error)", error.exitStatus)
        case let error as MetricsServerError: return ("\(error)", .badConfiguration)
        case let error as SystemdError: return (error.message, .internalError)
        default: return ("\(error)", .internalError)
        }
    }
}

extension VarlinkServerError {
    /// What the daemon ends with: a path or a unit that has to be corrected, or a defect.
    fileprivate var exitStatus: ExitStatus {
        switch self {
        case .alreadyServed, .notASocket, .cannotListen, .unusableDescriptor: .badConfiguration
        case .noPeerCredentials, .alreadyStarted: .internalError
        }
    }
}
