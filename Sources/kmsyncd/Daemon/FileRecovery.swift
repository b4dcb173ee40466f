// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import InstanceStore
import SyncEngine
import SyncModel
import Synchronization

/// Opens the files of instances again that could not be opened, or were closed when their disk failed, until it succeeds.
final class FileRecovery: Sendable {
    /// A file that was open for so long has recovered: its next failure is its first.
    private static let calm: Duration = .seconds(60)

    private struct Patient {
        var failures = 0
        var openedAt: Duration?
        var told: String
    }

    private struct State {
        var patients: [InstanceID: Patient] = [:]
        var observers: [@Sendable (InstanceID) -> Void] = []
        var isStopped = false
        var generator: SeededGenerator
    }

    private let scheduling: any Scheduling
    private let policy: RetryPolicy
    private let journal: JournalWriter
    // Watched as "recovery".
    private let queue = DispatchQueue(label: "io.kmsync.recovery")
    private let state: Mutex<State>

    init(scheduling: any Scheduling, policy: RetryPolicy, journal: JournalWriter, seed: UInt64) {
        self.scheduling = scheduling
        self.policy = policy
        self.journal = journal
        state = Mutex(State(generator: SeededGenerator(seed: seed)))
    }

    /// Is told of every file that is open again, on a queue that may block.
    func observe(_ observer: @escaping @Sendable (InstanceID) -> Void) {
        state.withLock { $0.observers.append(observer) }
    }

    /// Opens it again after a while, the longer the oftener it failed.
    func recover(_ id: InstanceID, in directory: InstanceDirectory, after error: StoreError) {
        let now = scheduling.now.uptime
        let (wait, isNews) = state.withLock { state in
            var patient = state.patients[id] ?? Patient(told: "")
            if let openedAt = patient.openedAt, now - openedAt >= Self.calm { patient = Patient(told: "") }
            let isNews = patient.openedAt != nil || patient.told != error.description
            patient.failures += 1
            patient.openedAt = nil
            patient.told = error.description
            state.patients[id] = patient
            let wait = policy.delay(afterFailure: patient.failures, floor: .zero, using: &state.generator)
            return (state.isStopped ? nil : wait, isNews)
        }
        guard let wait else { return }
        if isNews { journal.record(.instanceUnusable(id, reason: error.description)) }
        _ = scheduling.after(wait) { [weak self] in
            guard let self else { return }
            queue.async { [self] in open(id, in: directory) }
        }
    }

    /// Opens nothing any more.
    func stop() { state.withLock { $0.isStopped = true } }

    /// Goes once through its queue; for the watchdog.
    func ping(_ completion: @escaping @Sendable () -> Void) { queue.async(execute: completion) }

    private func open(_ id: InstanceID, in directory: InstanceDirectory) {
        guard !state.withLock({ $0.isStopped }) else { return }
        do {
            guard try directory.reopen(id) != nil else { return }
            let now = scheduling.now.uptime
            let observers = state.withLock { state in
                state.patients[id]?.openedAt = now
                return state.observers
            }
            journal.record(.instanceUsable(id))
            for observer in observers { observer(id) }
        } catch {
            recover(id, in: directory, after: error as? StoreError ?? .failed(detail: "\(type(of: error))"))
        }
    }
}
