// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlServer
import InstanceStore
import KeyVault
import ReplicaLink
import SyncEngine
import SyncMetrics
import SyncModel
import SyncRuntime

/// The parts of a daemon, put together: the only place that names concrete types.
struct Wiring: Sendable {
    let directory: InstanceDirectory
    let timetable: Timetable
    let events: EventHub
    let measurements: Measurements
    let jobs: JobQueue
    let deliveries: Deliveries
    let faults: FaultBoard
    let synchronizer: Synchronizer
    let catalog: FileInstanceCatalog
    let recovery: FileRecovery

    /// What the files of instances tell, and to whom.
    private static func host(
        _ announcer: ChangeAnnouncer,
        _ journal: JournalWriter,
        _ measurements: Measurements
    ) -> FileHost {
        FileHost(
            clock: { SystemClock.wall },
            diskFailed: { id, error in DiskFailure.handle(id, error, journal) },
            opened: { announcer.watch($0) },
            rewrapped: { id, from, to in journal.record(.rootKeyRewrapped(id, from: from, to: to)) },
            spaceChanged: { id, isFull in journal.record(isFull ? .instanceFull(id) : .instanceHasSpace(id)) },
            wrote: { measurements.observe($1, of: $0) }
        )
    }

    init(
        _ configuration: DaemonConfiguration,
        masterKeys: MasterKeyRing,
        instances: String,
        journal: JournalWriter,
        cores: Int
    ) {
        let timetable = Timetable()
        let events = EventHub()
        let measurements = Measurements()
        let jobs = JobQueue(width: max(2, cores))
        let announcer = ChangeAnnouncer(events: events, jobs: jobs) { SystemClock.wall }
        let recovery = FileRecovery(
            scheduling: timetable,
            policy: RetryPolicy(base: configuration.replication.retryBase, cap: configuration.replication.retryCap),
            journal: journal,
            seed: .random(in: .min ... .max)
        )
        let directory = InstanceDirectory(
            path: instances,
            masterKeys: masterKeys,
            host: Self.host(announcer, journal, measurements),
            closed: { directory, id, error in recovery.recover(id, in: directory, after: error) }
        )
        let faults = FaultBoard(scheduling: timetable) { .random(in: 0..<1) }
        let deliveries = Deliveries()
        let receivers = ReceiverRegistry(directory)
        let links = LocalLinks(
            faults: faults,
            scheduling: timetable,
            work: { deliveries.deliver($0) },
            find: receivers.find
        )
        let synchronizer = Synchronizer(
            Synchronizer.Surroundings(
                stores: directory,
                links: MeasuredLinks(links, measurements, scheduling: timetable),
                jobs: jobs,
                scheduling: timetable,
                events: events,
                policy: configuration.replication,
                replicaLimit: configuration.limits.replicasPerPrimary,
                seed: .random(in: .min ... .max)
            )
        )
        events.observe { measurements.observe($0.event) }
        recovery.observe { [synchronizer] in Self.resume($0, synchronizer, journal) }
        self.recovery = recovery
        self.directory = directory
        self.timetable = timetable
        self.events = events
        self.measurements = measurements
        self.jobs = jobs
        self.deliveries = deliveries
        self.faults = faults
        self.synchronizer = synchronizer
        catalog = FileInstanceCatalog(
            directory,
            created: { announcer.announce(.instanceCreated, $0, "\($0) was created") },
            quotaChanged: { synchronizer.quotaChanged(of: $0) },
            released: { id in
                // A fault must not wait for another instance of the same name.
                _ = faults.clearFaults(replica: id)
                announcer.announce(.instanceReleased, id, "\(id) was released")
            }
        )
    }
}

extension Wiring {
    /// An instance is open again: what it takes part in goes on.
    private static func resume(_ id: InstanceID, _ synchronizer: Synchronizer, _ journal: JournalWriter) {
        do {
            try synchronizer.instanceReturned(id)
        } catch {
            journal.record(.instanceUnusable(id, reason: "\(error)"))
        }
    }
}

extension Measurements {
    /// What the writer of a file did.
    fileprivate func observe(_ activity: WriterActivity, of id: InstanceID) {
        switch activity {
        case .committed(let changes, let duration): committed(id, changes: changes, in: duration)
        case .checkpointed(let duration): checkpointed(id, in: duration)
        case .commitFailed(.full): commitFailed(id, .full)
        case .commitFailed(.locked): commitFailed(id, .locked)
        case .commitFailed: commitFailed(id, .failed)
        }
    }
}
