// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlServer
import Logging
import SyncModel
import Synchronization
import VarlinkServer

/// Writes who was refused, who used key material or read a value, and who changed what, whatever level is logged
/// otherwise.
///
/// What is done again and again is counted once it is many: neither a hostile caller nor a busy one pushes other entries
/// out of the journal. A count of uses still tells who used what (docs/decisions/0027-what-the-journal-counts.md).
final class AuditWriter: AuditLog {
    /// Entries that are counted together.
    private enum Kind: Hashable, Sendable {
        /// Who used what: nothing of it is lost in a count.
        case uses(UInt32, method: String, InstanceID?, resource: String?)
        /// A resource that is not there can be named in endless ways.
        case failures(UInt32, method: String, InstanceID?, error: String)
        case changes(UInt32, method: String, InstanceID?)
        /// Who was refused chose all the rest.
        case refusals(UInt32, method: String)
    }

    /// Most kinds that are counted at a time: as many resources as one minute is expected to use.
    private static let maximumKinds = 16_384

    private let logger: Logger
    private let clock: @Sendable () -> Timestamp
    private let throttle = Mutex(EntryThrottle<Kind, AuditEntry>(maximumKeys: AuditWriter.maximumKinds))

    /// Writes through the logger; `clock` says what time it is.
    init(_ logger: Logger, clock: @escaping @Sendable () -> Timestamp) {
        var logger = logger
        logger.logLevel = .info
        self.logger = logger
        self.clock = clock
    }

    /// Writes the entry, or counts it.
    func record(_ entry: AuditEntry) {
        let (now, kind) = (clock(), Self.kind(of: entry))
        let (isWritten, ended) = throttle.withLock { $0.admit(kind, entry, at: now) }
        summarize(ended)
        if isWritten { logger.write(Entry(entry)) }
    }

    /// Writes how many entries were held back in minutes that are over; to be called about once a minute.
    func flush(now: Timestamp) { summarize(throttle.withLock { $0.collect(at: now) }) }

    /// Writes all that was held back; for the end.
    func finish() { summarize(throttle.withLock { $0.finish() }) }

    private static func kind(of entry: AuditEntry) -> Kind {
        let user = entry.peer.uid
        return switch entry.outcome {
        case .used: .uses(user, method: entry.method, entry.instanceID, resource: entry.resource)
        case .useFailed(let error), .changeFailed(let error):
            .failures(user, method: entry.method, entry.instanceID, error: error)
        case .changed: .changes(user, method: entry.method, entry.instanceID)
        case .denied: .refusals(user, method: entry.method)
        }
    }

    private func summarize(_ summaries: [EntryThrottle<Kind, AuditEntry>.Summary]) {
        for summary in summaries {
            let last = Entry(summary.last)
            // Fields of one of many that its kind does not have in common would mislead.
            let common: Set<String> =
                switch summary.key {
                case .uses: ["user", "method", "outcome", "instance", "resource"]
                case .failures: ["user", "method", "outcome", "instance", "error"]
                case .changes: ["user", "method", "outcome", "instance"]
                case .refusals: ["user", "method", "outcome"]
                }
            var metadata = last.metadata.filter { common.contains($0.key) }
            metadata["count"] = "\(summary.count)"
            metadata["since"] = "\(summary.since)"
            let (id, sentence) = Self.summary(of: last.id)
            logger.write(Entry(id: id, urgency: last.urgency, sentence: sentence, metadata: metadata))
        }
    }

    private static func summary(of id: MessageID) -> (MessageID, String) {
        switch id {
        case .accessDenied:
            (
                .accessesDenied,
                "A caller was refused very often; this is how many refusals got no entry of their own."
            )
        case .changeMade, .changeFailed:
            (.changesCounted, "A caller made many changes; this is how many got no entry of their own.")
        case _:
            (
                .materialUsesCounted,
                "Key material was used, or a value was read, very often; this is how many uses got no entry of their own."
            )
        }
    }
}

extension Entry {
    /// What is written of an entry of the audit.
    fileprivate init(_ entry: AuditEntry) {
        var metadata: Logger.Metadata = [
            "user": "\(entry.peer.uid)", "process": "\(entry.peer.pid)", "method": "\(entry.method)",
        ]
        metadata["instance"] = entry.instanceID.map { "\($0)" }
        metadata["replica"] = entry.replicaID.map { "\($0)" }
        metadata["resource"] = entry.resource.map { "\($0)" }
        metadata["detail"] = entry.detail.map { "\($0)" }
        let (id, urgency, sentence): (MessageID, Urgency, String)
        switch entry.outcome {
        case .used:
            (id, urgency, sentence) = (.materialUsed, .record, "Key material was used, or a value was read.")
            metadata["outcome"] = "done"
        case .useFailed(let error):
            (id, urgency, sentence) = (
                .materialUseFailed, .record,
                "Key material was to be used, or a value to be read, and the call failed."
            )
            metadata["outcome"] = "failed"
            metadata["error"] = "\(error)"
        case .changed:
            (id, urgency, sentence) = (.changeMade, .record, "A caller made a change.")
            metadata["outcome"] = "done"
        case .changeFailed(let error):
            (id, urgency, sentence) = (.changeFailed, .record, "A caller asked for a change, and it was not made.")
            metadata["outcome"] = "failed"
            metadata["error"] = "\(error)"
        case .denied(let role):
            (id, urgency, sentence) = (
                .accessDenied, .warning, "A caller was refused: it has not the role that is needed."
            )
            metadata["outcome"] = "denied"
            metadata["role"] = "\(role.rawValue)"
        }
        self.init(id: id, urgency: urgency, sentence: sentence, metadata: metadata)
    }
}
