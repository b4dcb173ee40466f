// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import ControlServer
import Glibc
import InstanceStore
import OpenMetrics
import SyncModel
import SyncRuntime

/// What callers may ask of the daemon itself.
struct DaemonDesk: DaemonControl {
    private let startedAt = SystemClock.wall
    private let phase: DaemonPhase
    private let reloader: Reloader
    private let connections: ConnectionCount
    private let page: MetricsPage
    private let directory: InstanceDirectory
    private let stateDirectory: String
    private let configurationFile: String

    init(
        phase: DaemonPhase,
        reloader: Reloader,
        connections: ConnectionCount,
        page: MetricsPage,
        directory: InstanceDirectory,
        stateDirectory: String,
        configurationFile: String
    ) {
        self.phase = phase
        self.reloader = reloader
        self.connections = connections
        self.page = page
        self.directory = directory
        self.stateDirectory = stateDirectory
        self.configurationFile = configurationFile
    }

    func status() -> DaemonStatus {
        let state: DaemonInterface.DaemonState =
            switch phase.current {
            case .starting: .starting
            case .running: directory.unusableCount > 0 ? .degraded : .running
            case .draining: .draining
            }
        return DaemonStatus(
            version: ProgramVersion.current,
            state: state,
            processID: getpid(),
            startedAt: startedAt,
            connections: connections.value,
            sqliteVersion: InstanceDirectory.sqliteVersion,
            stateDirectory: stateDirectory,
            configurationFile: configurationFile,
            files: directory.fileReports().map {
                DaemonInterface.InstanceFile(
                    instanceId: $0.id.description,
                    bytes: $0.bytes,
                    walBytes: $0.walBytes,
                    fault: $0.fault?.description
                )
            }
        )
    }

    func metrics() -> String { page.text(.openMetrics) }

    func reload(completion: @escaping @Sendable (Result<Void, ConfigurationFault>) -> Void) {
        reloader.reload(completion)
    }

    func setLogLevel(_ level: LogLevel) { reloader.setLogLevel(level) }
}
