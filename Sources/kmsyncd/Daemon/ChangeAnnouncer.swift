// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import InstanceStore
import SyncEngine
import SyncModel
import SyncRuntime
import Synchronization

/// Tells which resources changed, as the feed has it, which costs nothing while nobody listens, and which instances came
/// and went.
final class ChangeAnnouncer: Sendable {
    private let events: EventHub
    private let jobs: JobQueue
    private let clock: @Sendable () -> Timestamp
    private let told = Mutex<[InstanceID: SequenceNumber]>([:])

    init(events: EventHub, jobs: JobQueue, clock: @escaping @Sendable () -> Timestamp) {
        self.events = events
        self.jobs = jobs
        self.clock = clock
    }

    func watch(_ file: InstanceFile) {
        told.withLock { $0[file.id] = file.headSequence }
        file.observeHead { [weak self, weak file] head, _ in
            guard let self, let file else { return }
            changed(file, head)
        }
    }

    /// Tells what became of an instance, whoever listens.
    func announce(_ kind: MonitorEvent.Kind, _ id: InstanceID, _ message: String) {
        events.publish(MonitorEvent(at: clock(), kind: kind, instanceID: id, message: message))
    }

    private func changed(_ file: InstanceFile, _ head: SequenceNumber) {
        let after = told.withLock { told in
            defer { told[file.id] = head }
            return told[file.id] ?? .zero
        }
        guard events.hasListeners, after < head else { return }
        jobs.submit(owner: JobQueue.Owner("changes.\(file.id)")) { [self] _ in
            do {
                for change in try file.changes(after: after, through: head) { announce(change, file.id) }
            } catch {
                // ignoring: events are a convenience; the change itself is durable, and its gap shows in no number.
            }
        }
    }

    private func announce(_ change: InstanceFile.Change, _ id: InstanceID) {
        let verb = change.isDeleted ? "was deleted" : "changed"
        events.publish(
            MonitorEvent(
                at: clock(),
                kind: change.isDeleted ? .resourceDeleted : .resourceChanged,
                instanceID: id,
                resourceID: change.resourceID,
                revision: change.revision,
                message: "\(change.resourceID) \(verb): revision \(change.revision)"
            )
        )
    }
}
