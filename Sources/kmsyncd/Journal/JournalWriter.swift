// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Logging
import SyncEngine
import SyncModel
import SyncRuntime
import Synchronization

/// Writes what happens as entries: one for each transition, and counts where the same happens very often.
final class JournalWriter: Sendable {
    /// Entries that are counted together.
    private struct Kind: Hashable, Sendable {
        enum Group: Hashable, Sendable {
            case id(MessageID)
            /// A replica that comes and goes: its newest state must be what the journal says last.
            case connection
            /// An instance that is full, and then is not.
            case space
        }

        let group: Group
        var instanceID: InstanceID?
        var replicaID: InstanceID?
        var code: FailureCode?
    }

    private let logger: Logger
    private let policy: ReplicationPolicy
    private let clock: @Sendable () -> Timestamp
    private let throttle = Mutex(EntryThrottle<Kind, Entry>())

    /// Writes through the logger; the policy says from when on a failure needs a person.
    init(
        _ logger: Logger,
        policy: ReplicationPolicy,
        clock: @escaping @Sendable () -> Timestamp = { SystemClock.wall }
    ) {
        self.logger = logger
        self.policy = policy
        self.clock = clock
    }

    /// Writes what became of the daemon, as of the place that says so.
    func record(
        _ transition: DaemonTransition,
        file: String = #fileID,
        function: String = #function,
        line: UInt = #line
    ) {
        let entry = transition.entry
        guard admit(entry, Self.kind(of: transition), at: clock()) else { return }
        logger.write(entry, file: file, function: function, line: line)
    }

    /// Writes an event, if it is an entry, as of the event's own time.
    func record(_ event: MonitorEvent) {
        guard let entry = Entry(event, policy: policy) else { return }
        guard admit(entry, Self.kind(of: event, entry.id), at: event.at) else { return }
        logger.write(entry)
    }

    /// Writes how many entries were held back in minutes that are over; to be called about once a minute.
    func flush(now: Timestamp) { summarize(throttle.withLock { $0.collect(at: now) }) }

    /// Writes all that was held back; for the end.
    func finish() { summarize(throttle.withLock { $0.finish() }) }

    private func admit(_ entry: Entry, _ kind: Kind, at now: Timestamp) -> Bool {
        let (isWritten, ended) = throttle.withLock { $0.admit(kind, entry, at: now) }
        summarize(ended)
        return isWritten
    }

    private static func kind(of transition: DaemonTransition) -> Kind {
        switch transition {
        case .instanceFull(let id), .instanceHasSpace(let id): Kind(group: .space, instanceID: id)
        case .instanceUnusable(let id, _), .instanceUsable(let id), .diskFailed(let id, _),
            .materialDestroyed(let id, _):
            Kind(group: .id(transition.id), instanceID: id)
        case .started, .stopping, .callsCutOff, .stoppedAtOnce, .startRefused, .reloaded, .reloadRefused,
            .masterKeyMade, .rootKeyRewrapped, .faultRehearsed, .connectionsExhausted, .handlerDefective,
            .queuesStandStill, .queuesMoveAgain:
            Kind(group: .id(transition.id))
        }
    }

    private static func kind(of event: MonitorEvent, _ id: MessageID) -> Kind {
        switch event.kind {
        case .replicaConnected, .replicaBackingOff, .replicaInSync:
            Kind(group: .connection, instanceID: event.instanceID, replicaID: event.replicaID)
        case .resourceFailed:
            Kind(
                group: .id(id),
                instanceID: event.instanceID,
                replicaID: event.replicaID,
                code: event.cause?.code
            )
        case .instanceCreated, .instanceReleased, .resourceChanged, .resourceDeleted, .associationCreated,
            .associationRefused, .replicaDown, .resourceSynchronized, .replicaPaused, .replicaResumed,
            .replicaDisassociating, .replicaDisassociated, .selectionGrown:
            Kind(group: .id(id), instanceID: event.instanceID, replicaID: event.replicaID)
        }
    }

    private func summarize(_ summaries: [EntryThrottle<Kind, Entry>.Summary]) {
        for summary in summaries { logger.write(Self.entry(of: summary)) }
    }

    /// What tells of those that got no entry of their own: how many, and the newest of them.
    private static func entry(of summary: EntryThrottle<Kind, Entry>.Summary) -> Entry {
        var metadata = summary.last.metadata
        // Of one of many, this would be no news.
        for key in ["resource", "revision", "attempt", "detail"] { metadata[key] = nil }
        metadata["count"] = "\(summary.count)"
        metadata["since"] = "\(summary.since)"
        if summary.last.id == .resourceFailed {
            return Entry(
                id: .resourcesFailed,
                urgency: summary.last.urgency,
                sentence:
                    "Many resources could not be synchronized for the same cause; "
                    + "this is how many got no entry of their own.",
                metadata: metadata
            )
        }
        metadata["detail"] = "the last: \(summary.last.sentence)"
        return Entry(
            id: .transitionsCounted,
            // That it happens so often is worth a look, whatever it is.
            urgency: max(.warning, summary.last.urgency),
            sentence: "The same happened very often; this is how many times it got no entry of its own.",
            metadata: metadata
        )
    }
}
