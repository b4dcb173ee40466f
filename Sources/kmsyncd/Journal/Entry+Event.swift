// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Logging
import SyncEngine
import SyncModel

extension Entry {
    /// The entry about an event; nil where it is none.
    ///
    /// Single changes and synchronizations are events only, and deletions are told only while somebody listens.
    init?(_ event: MonitorEvent, policy: ReplicationPolicy) {
        guard let (id, urgency, sentence) = Self.text(event, policy) else { return nil }
        self.init(id: id, urgency: urgency, sentence: sentence, metadata: Self.metadata(event))
    }

    private static func text(_ event: MonitorEvent, _ policy: ReplicationPolicy) -> (MessageID, Urgency, String)? {
        switch event.kind {
        case .resourceChanged, .resourceDeleted, .resourceSynchronized: nil
        case .instanceCreated: (.instanceCreated, .transition, "An instance was created.")
        case .instanceReleased: (.instanceReleased, .transition, "An instance was released: its file is gone.")
        case .associationCreated: (.associationCreated, .transition, "A replica was associated.")
        case .associationRefused:
            (.associationRefused, .action, "A replica refused its association, which was withdrawn.")
        case .replicaConnected: (.replicaConnected, .transition, "A replica is connected again.")
        case .replicaBackingOff:
            (
                .replicaBackingOff, urgency(event.cause, policy),
                "A replica keeps failing; attempts are suspended for a while."
            )
        case .replicaDown:
            (.replicaDown, .action, "A replica is down: nothing is sent to it until an operator acts.")
        case .replicaInSync: (.replicaInSync, .transition, "A replica is in sync.")
        case .replicaPaused: (.replicaPaused, .transition, "Synchronization to a replica was paused.")
        case .replicaResumed: (.replicaResumed, .transition, "Synchronization to a replica was resumed.")
        case .replicaDisassociating: (.replicaDisassociating, .transition, "A replica is being disassociated.")
        case .replicaDisassociated:
            (.replicaDisassociated, .transition, "A replica was disassociated; it is frozen.")
        case .selectionGrown:
            (.selectionGrown, .transition, "Resources were added to the selection of a replica.")
        case .resourceFailed:
            (.resourceFailed, urgency(event.cause, policy), "A resource could not be synchronized.")
        }
    }

    /// What goes on by itself may pass, until it has failed often or for long; what waits for a person does not.
    private static func urgency(_ cause: FailureCause?, _ policy: ReplicationPolicy) -> Urgency {
        guard let cause else { return .warning }
        switch cause.disposition {
        case .retryable where cause.code.scope == .resource && cause.attempts >= policy.alertAttempts: return .action
        case .retryable:
            return cause.lastFailedAt.since(cause.firstFailedAt) >= policy.alertAfter ? .action : .warning
        // The key that a secret waits for has an entry of its own.
        case .blocked: return cause.code == .dependencyMissing ? .warning : .action
        case .terminal: return .action
        case .refused: return .warning
        }
    }

    private static func metadata(_ event: MonitorEvent) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["event": "\(event.kind.rawValue)"]
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
}
