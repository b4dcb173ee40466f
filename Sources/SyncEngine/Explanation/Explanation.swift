// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// Why a resource is where it is on a replica: what happened, what it waits for, what happens next, and when.
///
/// The one place that says so, from the core's state and the primary's file alone: each sentence is true of them, and
/// what is not known is not told.
package struct Explanation: Sendable {
    /// What there is to explain.
    package enum Subject: Sendable, Hashable {
        /// It is on its way or there, with what holds up the replica.
        case synchronized(ResourceSituation, Hold)
        /// The association does not cover it.
        case notCovered
        /// It was deleted, and the replica confirmed that, or was disassociated after it.
        case deleted
        /// It was created after the association had ended.
        case createdTooLate
    }

    /// What is known to have happened.
    package struct TimelineEntry: Sendable, Hashable {
        /// When.
        package var at: Timestamp
        /// What.
        package var event: TimelineEvent
        /// One sentence for a person; never a value.
        package var detail: String
        /// The cause, where something failed.
        package var code: FailureCode?
    }

    /// What is explained.
    package let subject: Subject
    /// The status; nil where the resource is no part of the synchronization.
    package let status: DerivedStatus?
    /// Sentences for a person; never a value.
    package let text: String
    /// What is known to have happened, oldest first.
    package let timeline: [TimelineEntry]

    /// Explains; `view` must be older than `account`.
    package init(
        _ account: ResourceAccount,
        primaryID: InstanceID,
        _ record: AssociationRecord,
        _ view: ReplicaView,
        now: Timestamp
    ) {
        subject = Subject(account, record, view)
        status =
            switch subject {
            case .synchronized(let situation, _): StatusRule.status(of: situation, view)
            case .notCovered, .deleted, .createdTooLate: nil
            }
        let words = ExplanationWords(account: account, primaryID: primaryID, record: record, view: view, now: now)
        text = words.text(of: subject)
        timeline = words.timeline(of: subject)
    }
}

extension Explanation.Subject {
    /// Finds what there is to explain.
    init(_ account: ResourceAccount, _ record: AssociationRecord, _ view: ReplicaView) {
        let standing = account.standing
        if let endedAt = account.endedAt, account.createdAt > endedAt {
            self = .createdTooLate
        } else if !account.isCovered {
            self = .notCovered
        } else if standing.isDeleted, Self.isOver(account, view) {
            self = .deleted
        } else {
            self = .synchronized(StatusRule.situation(of: standing, view), Hold(record, view))
        }
    }

    /// Whether nothing has to be done for a tombstone any more.
    private static func isOver(_ account: ResourceAccount, _ view: ReplicaView) -> Bool {
        if let endedAt = account.endedAt { return account.changedAt <= endedAt }
        return StatusRule.situation(of: account.standing, view) == .confirmed
    }
}
