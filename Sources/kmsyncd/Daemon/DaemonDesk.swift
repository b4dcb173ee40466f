// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import ControlServer
import Glibc
import SyncModel
import SyncRuntime

/// What callers may ask of the daemon itself.
struct DaemonDesk: DaemonControl {
    private let startedAt = SystemClock.wall
    private let phase: DaemonPhase
    private let reloader: Reloader
    private let connections: ConnectionCount
    private let unusableInstances: @Sendable () -> Int

    init(
        phase: DaemonPhase,
        reloader: Reloader,
        connections: ConnectionCount,
        unusableInstances: @escaping @Sendable () -> Int
    ) {
        self.phase = phase
        self.reloader = reloader
        self.connections = connections
        self.unusableInstances = unusableInstances
    }

    func status() -> DaemonStatus {
        let state: DaemonInterface.DaemonState =
            switch phase.current {
            case .starting: .starting
            case .running: unusableInstances() > 0 ? .degraded : .running
            case .draining: .draining
            }
        return DaemonStatus(
            version: ProgramVersion.current,
            state: state,
            processID: getpid(),
            startedAt: startedAt,
            connections: connections.value
        )
    }

    func reload(completion: @escaping @Sendable (Result<Void, ConfigurationFault>) -> Void) {
        reloader.reload(completion)
    }

    func setLogLevel(_ level: LogLevel) { reloader.setLogLevel(level) }
}
