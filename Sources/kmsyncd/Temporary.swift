// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import ControlServer
import Dispatch
import Foundation
import Glibc
import InstanceStore
import KeyVault
import Logging
import SyncEngine
import SyncModel
import SyncRuntime
import Systemd
import VarlinkServer

struct DaemonConfiguration: Sendable {
    struct Limits: Sendable { var replicasPerPrimary = 3 }
    var limits = Limits()
    var replication = ReplicationPolicy()
}

struct TempControl: DaemonControl {
    let startedAt = SystemClock.wall
    func status() -> DaemonStatus {
        DaemonStatus(
            version: ProgramVersion.current,
            state: .running,
            processID: getpid(),
            startedAt: startedAt,
            connections: 0
        )
    }
    func reload(completion: @escaping @Sendable (Result<Void, ConfigurationFault>) -> Void) { completion(.success(())) }
    func setLogLevel(_ level: ControlServer.LogLevel) {}
}
struct TempAudit: AuditLog { func record(_ entry: AuditEntry) {} }

@main
struct KMSyncd: ParsableCommand {
    @Option var config: String?
    @Option var stateDirectory: String = "/var/lib/kmsync"
    @Option var socket: String = "/run/kmsync/io.kmsync"
    func run() throws {
        let state = stateDirectory
        try FileManager.default.createDirectory(atPath: state + "/instances", withIntermediateDirectories: true)
        let keyPath = state + "/master-key"
        let key: MasterKey
        if let data = FileManager.default.contents(atPath: keyPath) {
            key = try MasterKey(Material(Array(data)))
        } else {
            key = try MasterKey.generate()
            try key.material.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: keyPath)) }
        }
        let logger = Logger(label: "kmsyncd")
        let wiring = Wiring(
            DaemonConfiguration(),
            masterKeys: MasterKeyRing(first: key),
            instances: state + "/instances",
            logger: logger,
            cores: 2
        )
        for (id, error) in try wiring.directory.open() { logger.error("\(id): \(error)") }
        let services = ControlServices(
            instances: wiring.catalog,
            synchronization: wiring.synchronizer,
            faults: wiring.faults,
            events: wiring.events,
            daemon: TempControl(),
            audit: TempAudit(),
            access: AccessControl(AccessPolicy()),
            now: { SystemClock.wall }
        )
        let server = VarlinkServer(
            service: ServiceInformation(
                vendor: "kmsync",
                product: "kmsync",
                version: "0.1.0",
                url: "https://kmsync.example"
            ),
            interfaces: ControlInterfaces.all,
            handlers: MethodTable.handlers(services),
            connectionPolicy: services.admission
        )
        let daemon = Daemon(
            wiring: wiring,
            server: server,
            phase: DaemonPhase(),
            notifier: ServiceNotifier(),
            logger: logger
        )
        try daemon.start(listening: .path(socket))
        let signals = Signals([SIGTERM, SIGINT], on: DispatchQueue(label: "signals")) { _ in daemon.stop() }
        withExtendedLifetime(signals) { dispatchMain() }
    }
}
