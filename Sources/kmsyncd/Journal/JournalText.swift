// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Logging
import SyncEngine
import SyncModel

/// What an entry about an event says: its kind, its level and its sentence, which is the same for all of a kind.
struct JournalText: Sendable, Equatable {
    let id: MessageID
    let level: Logger.Level
    let sentence: String

    /// The text of an event; nil where it is no entry.
    ///
    /// Single changes and synchronizations are events only, and deletions are told only while somebody listens.
    init?(_ event: MonitorEvent, policy: ReplicationPolicy) {
        switch event.kind {
        case .resourceChanged, .resourceDeleted, .resourceSynchronized: return nil
        case .instanceCreated: self.init(.instanceCreated, .notice, "An instance was created.")
        case .instanceReleased: self.init(.instanceReleased, .notice, "An instance was released.")
        case .associationCreated: self.init(.associationCreated, .notice, "A replica was associated.")
        case .replicaConnected: self.init(.replicaConnected, .notice, "A replica is connected.")
        case .replicaBackingOff:
            self.init(.replicaBackingOff, .warning, "A replica keeps failing; attempts are suspended for a while.")
        case .replicaDown:
            self.init(.replicaDown, .error, "A replica is down: nothing is sent to it until an operator acts.")
        case .replicaInSync: self.init(.replicaInSync, .notice, "A replica is in sync.")
        case .replicaPaused: self.init(.replicaPaused, .notice, "Synchronization to a replica was paused.")
        case .replicaResumed: self.init(.replicaResumed, .notice, "Synchronization to a replica was resumed.")
        case .replicaDisassociating:
            self.init(.replicaDisassociating, .notice, "A replica is being disassociated.")
        case .replicaDisassociated:
            self.init(.replicaDisassociated, .notice, "A replica was disassociated; it is frozen.")
        case .selectionGrown:
            self.init(.selectionGrown, .info, "Resources were added to the selection of a replica.")
        case .resourceFailed:
            self.init(.resourceFailed, Self.level(event.cause, policy), "A resource could not be synchronized.")
        }
    }

    private init(_ id: MessageID, _ level: Logger.Level, _ sentence: String) {
        self.id = id
        self.level = level
        self.sentence = sentence
    }

    /// What goes on by itself needs nobody, until it has failed often or for long.
    private static func level(_ cause: FailureCause?, _ policy: ReplicationPolicy) -> Logger.Level {
        guard let cause else { return .warning }
        switch cause.disposition {
        case .retryable:
            let isLong = cause.lastFailedAt.since(cause.firstFailedAt) >= policy.alertAfter
            return cause.attempts >= policy.alertAttempts || isLong ? .warning : .info
        case .blocked: return .warning
        case .terminal: return .error
        case .refused: return .info
        }
    }
}
