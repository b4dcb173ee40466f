// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlServer
import Logging
import SyncModel
import Synchronization
import Systemd
import VarlinkServer

/// Writes who was refused, and who used key material or read a value, whatever level is logged otherwise.
///
/// Uses are entries each. Refusals of the same kind are counted once they are many: a hostile client must not push other
/// entries out of the journal.
final class AuditWriter: AuditLog {
    /// Refusals that are counted together.
    private struct Refusals: Hashable, Sendable {
        let user: UInt32
        let method: String
    }

    private let logger: Logger
    private let clock: @Sendable () -> Timestamp
    private let throttle = Mutex(EntryThrottle<Refusals>())

    /// Writes through the logger; `clock` says what time it is.
    init(_ logger: Logger, clock: @escaping @Sendable () -> Timestamp) {
        var logger = logger
        logger.logLevel = .info
        self.logger = logger
        self.clock = clock
    }

    /// Writes the entry, or counts it.
    func record(_ entry: AuditEntry) {
        switch entry.outcome {
        case .done:
            write(.materialUsed, .info, "Key material was used, or a value was read.", entry, ["outcome": "done"])
        case .failed(let error):
            write(
                .materialUseFailed,
                .info,
                "Key material was to be used, or a value to be read, and the call failed.",
                entry,
                ["outcome": "failed", "error": "\(error)"]
            )
        case .denied(let role):
            let refusals = Refusals(user: entry.peer.uid, method: entry.method)
            let now = clock()
            let (isWritten, ended) = throttle.withLock { $0.admit(refusals, at: now) }
            summarize(ended)
            guard isWritten else { return }
            write(
                .accessDenied,
                .warning,
                "A caller was refused: it has not the role that is needed.",
                entry,
                ["outcome": "denied", "role": "\(role.rawValue)"]
            )
        }
    }

    /// Writes how many refusals were held back in minutes that are over; to be called about once a minute.
    func flush(now: Timestamp) { summarize(throttle.withLock { $0.collect(at: now) }) }

    /// Writes all that was held back; for the end.
    func finish() { summarize(throttle.withLock { $0.finish() }) }

    private func summarize(_ summaries: [EntryThrottle<Refusals>.Summary]) {
        for summary in summaries {
            log(
                .accessesDenied,
                .warning,
                "A caller was refused very often; this is how many refusals got no entry of their own.",
                [
                    "user": "\(summary.key.user)", "method": "\(summary.key.method)", "outcome": "denied",
                    "count": "\(summary.count)", "since": "\(summary.since)",
                ]
            )
        }
    }

    private func write(
        _ id: MessageID,
        _ level: Logger.Level,
        _ sentence: String,
        _ entry: AuditEntry,
        _ outcome: Logger.Metadata
    ) {
        var metadata = outcome
        metadata["user"] = "\(entry.peer.uid)"
        metadata["process"] = "\(entry.peer.pid)"
        metadata["method"] = "\(entry.method)"
        metadata["instance"] = entry.instanceID.map { "\($0)" }
        metadata["resource"] = entry.resource.map { "\($0)" }
        log(id, level, sentence, metadata)
    }

    private func log(_ id: MessageID, _ level: Logger.Level, _ sentence: String, _ metadata: Logger.Metadata) {
        var metadata = metadata
        metadata["\(JournalLogHandler.messageIdentifierKey)"] = "\(id.rawValue)"
        logger.log(level: level, "\(sentence)", metadata: metadata)
    }
}
