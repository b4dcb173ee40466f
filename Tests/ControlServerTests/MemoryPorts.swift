// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import ControlServer
import KeyManagement
import SyncEngine
import SyncModel
import Synchronization

/// Faults in memory.
final class MemoryFaults: FaultControl {
    private let byReplica = Mutex<[InstanceID: Fault]>([:])

    func setFault(_ fault: Fault, replica: InstanceID) { byReplica.withLock { $0[replica] = fault } }

    func faults() -> [(replica: InstanceID, fault: Fault)] {
        byReplica.withLock { $0.sorted { $0.key < $1.key }.map { (replica: $0.key, fault: $0.value) } }
    }

    func clearFaults(replica: InstanceID?) -> Int {
        byReplica.withLock { faults in
            let count = faults.count
            if let replica { faults[replica] = nil } else { faults = [:] }
            return count - faults.count
        }
    }
}

/// Tells events to listeners at once.
final class MemoryEvents: EventFeed {
    private struct State {
        var listeners: [Int: @Sendable (NumberedEvent) -> Void] = [:]
        var lastListener = 0
        var lastEvent = 0
    }

    private let state = Mutex(State())

    /// Sent when a listener comes, and when one goes.
    let listenerCame = Signal()
    let listenerWent = Signal()

    func publish(_ event: MonitorEvent) {
        let (listeners, number) = state.withLock { state in
            state.lastEvent += 1
            return (state.listeners, state.lastEvent)
        }
        for listener in listeners.values { listener(NumberedEvent(number: number, event: event)) }
    }

    var hasListeners: Bool { state.withLock { !$0.listeners.isEmpty } }

    func listen(_ listener: @escaping @Sendable (NumberedEvent) -> Void) -> WaitTicket {
        let number = state.withLock { state in
            state.lastListener += 1
            state.listeners[state.lastListener] = listener
            return state.lastListener
        }
        listenerCame.send()
        return WaitTicket { [weak self] in
            self?.state.withLock { $0.listeners[number] = nil }
            self?.listenerWent.send()
        }
    }
}

/// A daemon that is always running, and whose configuration may be bad.
final class MemoryDaemon: DaemonControl {
    private let fault = Mutex<ConfigurationFault?>(nil)
    private let level = Mutex(LogLevel.info)

    var logLevel: LogLevel { level.withLock { $0 } }

    func breakConfiguration(_ fault: ConfigurationFault) { self.fault.withLock { $0 = fault } }

    func status() -> DaemonStatus {
        DaemonStatus(
            version: "1",
            state: .running,
            processID: 7,
            startedAt: testNow,
            connections: 2,
            sqliteVersion: "3",
            stateDirectory: "/state",
            configurationFile: "/file",
            files: [.init(instanceId: "a", bytes: 1, walBytes: 2)]
        )
    }

    func metrics() -> String { "# EOF\n" }

    func reload(completion: @escaping @Sendable (Result<Void, ConfigurationFault>) -> Void) {
        completion(fault.withLock { $0 }.map(Result.failure) ?? .success(()))
    }

    func setLogLevel(_ level: LogLevel) { self.level.withLock { $0 = level } }
}

/// Keeps what was recorded.
final class MemoryAudit: AuditLog {
    private let kept = Mutex<[AuditEntry]>([])

    var entries: [AuditEntry] { kept.withLock { $0 } }

    func record(_ entry: AuditEntry) { kept.withLock { $0.append(entry) } }
}
