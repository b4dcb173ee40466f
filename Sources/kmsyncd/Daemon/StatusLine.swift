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
        var isStopped = false
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

    /// Gives the first line, which the caller tells, and tells those that follow.
    func start() -> String {
        let line = current()
        state.withLock { $0.told = line }
        touchInSilence()
        return line
    }

    /// Tells nothing any more: another line says how the stop goes.
    func stop() { state.withLock { $0.isStopped = true } }

    private func touchInSilence() {
        _ = scheduling.after(Self.interval) { [weak self] in
            self?.touch()
            self?.touchInSilence()
        }
    }

    private func refresh() {
        state.withLock { $0.isScheduled = false }
        let line = current()
        let isNew = state.withLock { state in
            defer { state.told = line }
            return state.told != line && !state.isStopped
        }
        if isNew { tell(line) }
    }

    private func current() -> String {
        let (instances, unusable) = (directory.ids().count, directory.unusableCount)
        do {
            let replicas = try synchronizer.replicas(of: nil).filter { $0.state != .disassociated }
            return Self.text(instances: instances, unusable: unusable, replicas: replicas)
        } catch {
            return Self.text(instances: instances, unusable: unusable) + "; replicas cannot be read, see the journal"
        }
    }

    /// What a person asks first, for example "4 instances, 3 of 3 replicas in sync, lag 0 s"; what is wrong is named.
    static func text(instances: Int, unusable: Int, replicas: [AssociationView]) -> String {
        let head = text(instances: instances, unusable: unusable)
        guard !replicas.isEmpty else { return "\(head), no replicas" }
        let inSync = replicas.filter { $0.lag == .zero }.count
        var parts = [head, "\(inSync) of \(replicas.count) replicas in sync"]
        let lags = replicas.compactMap(\.lag)
        if lags.count < replicas.count {
            parts.append("lag unknown")
        } else if let worst = lags.max() {
            parts.append("lag \(Int(worst.inSeconds)) s")
        }
        let paused = replicas.filter { $0.pausedReason != nil }.count
        if paused > 0 { parts.append("\(paused) paused") }
        let failed = replicas.reduce(0) { $0 + $1.counts.failed }
        if failed > 0 { parts.append("\(failed) resource\(failed == 1 ? "" : "s") failed") }
        // The first of those that fail; the others are for `kmsync status`.
        if let (replica, cause) = replicas.lazy.compactMap({ view in view.cause.map { (view.replicaID, $0) } }).first {
            parts.append("\(replica): \(cause.code.rawValue)")
        }
        return parts.joined(separator: ", ")
    }

    private static func text(instances: Int, unusable: Int) -> String {
        let count = "\(instances) instance\(instances == 1 ? "" : "s")"
        return unusable == 0 ? count : "\(count) (\(unusable) unusable)"
    }
}
