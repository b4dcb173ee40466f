// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Logging
import SyncEngine
import SyncModel
import Synchronization
import Systemd

/// Writes what happens as entries: one for each transition, and counts where very many resources fail.
final class JournalWriter: Sendable {
    /// Failures that are counted together.
    private struct Failures: Hashable, Sendable {
        let instanceID: InstanceID?
        let replicaID: InstanceID?
        let code: FailureCode?
    }

    private let logger: Logger
    private let policy: ReplicationPolicy
    private let throttle = Mutex(EntryThrottle<Failures>())

    /// Writes through the logger; the policy says from when on a failure needs a person.
    init(_ logger: Logger, policy: ReplicationPolicy) {
        self.logger = logger
        self.policy = policy
    }

    /// Writes what became of the daemon.
    func record(_ transition: DaemonTransition) {
        write(transition.id, transition.level, transition.sentence, transition.metadata)
    }

    /// Writes an event, if it is an entry, as of the event's own time.
    func record(_ event: MonitorEvent) {
        guard let text = JournalText(event, policy: policy) else { return }
        if event.kind == .resourceFailed {
            let failures = Failures(
                instanceID: event.instanceID,
                replicaID: event.replicaID,
                code: event.cause?.code
            )
            let (isWritten, ended) = throttle.withLock { $0.admit(failures, at: event.at) }
            summarize(ended)
            if !isWritten { return }
        }
        write(text.id, text.level, text.sentence, Self.metadata(event))
    }

    /// Writes how many failures were held back in minutes that are over; to be called about once a minute.
    func flush(now: Timestamp) { summarize(throttle.withLock { $0.collect(at: now) }) }

    /// Writes all that was held back; for the end.
    func finish() { summarize(throttle.withLock { $0.finish() }) }

    private func summarize(_ summaries: [EntryThrottle<Failures>.Summary]) {
        for summary in summaries {
            var metadata: Logger.Metadata = ["count": "\(summary.count)", "since": "\(summary.since)"]
            metadata["instance"] = summary.key.instanceID.map { "\($0)" }
            metadata["replica"] = summary.key.replicaID.map { "\($0)" }
            metadata["cause"] = summary.key.code.map { "\($0.rawValue)" }
            metadata["remedy"] = summary.key.code.map { "\($0.remedy)" }
            write(
                .resourcesFailed,
                summary.key.code?.disposition == .terminal ? .error : .warning,
                "Many resources could not be synchronized for the same cause; this is how many got no entry of their own.",
                metadata
            )
        }
    }

    private static func metadata(_ event: MonitorEvent) -> Logger.Metadata {
        var metadata: Logger.Metadata = [:]
        metadata["instance"] = event.instanceID.map { "\($0)" }
        metadata["replica"] = event.replicaID.map { "\($0)" }
        metadata["resource"] = event.resourceID.map { "\($0)" }
        metadata["revision"] = event.revision.map { "\($0)" }
        if let cause = event.cause {
            metadata["cause"] = "\(cause.code.rawValue)"
            metadata["attempt"] = "\(cause.attempts)"
            metadata["detail"] = "\(cause.message)"
            metadata["remedy"] = "\(cause.code.remedy)"
        } else if !event.message.isEmpty {
            metadata["detail"] = "\(event.message)"
        }
        return metadata
    }

    private func write(_ id: MessageID, _ level: Logger.Level, _ sentence: String, _ metadata: Logger.Metadata) {
        var metadata = metadata
        metadata["\(JournalLogHandler.messageIdentifierKey)"] = "\(id.rawValue)"
        logger.log(level: level, "\(sentence)", metadata: metadata)
    }
}
