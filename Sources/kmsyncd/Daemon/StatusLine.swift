// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import InstanceStore
import Logging
import SyncEngine
import SyncModel
import SyncRuntime
import Synchronization
import Systemd

/// The one line that says what a person asks first, told to systemd whenever it changes.
final class StatusLine: Sendable {
    /// Changes of one moment are told together.
    private static let delay: Duration = .seconds(1)
    /// Told anew without any event: lag grows in silence.
    private static let interval: Duration = .seconds(30)

    private struct State {
        var isScheduled = false
        var told = ""
    }

    private let directory: InstanceDirectory
    private let synchronizer: Synchronizer
    private let scheduling: any Scheduling
    private let tell: @Sendable (String) -> Void
    private let state = Mutex(State())

    init(
        directory: InstanceDirectory,
        synchronizer: Synchronizer,
        scheduling: any Scheduling,
        tell: @escaping @Sendable (String) -> Void
    ) {
        self.directory = directory
        self.synchronizer = synchronizer
        self.scheduling = scheduling
        self.tell = tell
    }

    /// Something happened that the line may be about.
    func touch() {
        let isFirst = state.withLock { state in
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if isFirst { _ = scheduling.after(Self.delay) { [weak self] in self?.refresh() } }
    }

    func start() {
        touch()
        _ = scheduling.after(Self.interval) { [weak self] in self?.start() }
    }

    private func refresh() {
        state.withLock { $0.isScheduled = false }
        let line = current()
        let isNew = state.withLock { state in
            defer { state.told = line }
            return state.told != line
        }
        if isNew { tell(line) }
    }

    private func current() -> String {
        let instances = directory.ids().count
        do {
            let replicas = try synchronizer.replicas(of: nil).filter { $0.state != .disassociated }
            return Self.text(instances: instances, replicas: replicas)
        } catch {
            return "\(instances) instances; their replicas cannot be read, see the journal"
        }
    }

    /// For example "4 instances, 3 of 3 replicas in sync, lag 0 s".
    static func text(instances: Int, replicas: [AssociationView]) -> String {
        let count = "\(instances) instance\(instances == 1 ? "" : "s")"
        guard !replicas.isEmpty else { return "\(count), no replicas" }
        let inSync = replicas.filter { $0.lag == .zero }.count
        var line = "\(count), \(inSync) of \(replicas.count) replicas in sync"
        let lags = replicas.compactMap(\.lag)
        if lags.count < replicas.count {
            line += ", lag unknown"
        } else if let worst = lags.max() {
            line += ", lag \(Int(worst.inSeconds)) s"
        }
        let failed = replicas.reduce(0) { $0 + $1.counts.failed }
        if failed > 0 { line += ", \(failed) failed" }
        if let cause = replicas.compactMap(\.cause).first { line += ", \(cause.code.rawValue)" }
        return line
    }
}
