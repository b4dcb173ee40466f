// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

extension ExplanationWords {
    /// What is known to have happened, oldest first; what happened at one moment stays in the order of its causes.
    func timeline(of subject: Explanation.Subject) -> [Explanation.TimelineEntry] {
        (ofResource + ofAssociation + ofFailures(subject)).enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
    }

    private typealias Entry = Explanation.TimelineEntry

    private var ofResource: [Explanation.TimelineEntry] {
        var entries = [Entry(at: account.createdAt, event: .resourceCreated, detail: "\(resource) was created")]
        let change = "\(primaryID) has had revision \(account.standing.revision) since then"
        if account.standing.isDeleted {
            entries.append(Entry(at: account.changedAt, event: .resourceDeleted, detail: "\(resource) was deleted"))
        } else if account.changedAt > account.createdAt {
            entries.append(Entry(at: account.changedAt, event: .resourceChanged, detail: change))
        }
        return entries
    }

    private var ofAssociation: [Explanation.TimelineEntry] {
        let asked = "\(replica) was asked to follow \(primaryID)"
        var entries = [Entry(at: account.associatedAt, event: .associationCreated, detail: asked)]
        if let at = view.lastSuccessAt {
            let detail = "newest confirmation by \(replica), of any resource"
            entries.append(Entry(at: at, event: .replicaConfirmed, detail: detail))
        }
        if let at = view.lastContactAt {
            entries.append(Entry(at: at, event: .replicaHeard, detail: "\(replica) was last heard of"))
        }
        if let at = account.endedAt {
            let detail = "\(replica) is frozen and follows no longer"
            entries.append(Entry(at: at, event: .replicaDisassociated, detail: detail))
        }
        return entries
    }

    private func ofFailures(_ subject: Explanation.Subject) -> [Explanation.TimelineEntry] {
        guard case .synchronized = subject else { return [] }
        let own = account.standing.setAside.flatMap { setAside in
            setAside.cause.map { failures($0, .resourceFailed, of: "revision \(setAside.revision)") }
        }
        return (own ?? []) + (view.cause.map { failures($0, .replicaFailed, of: "\(replica)") } ?? [])
    }

    /// The first and the newest of a row of failures: those between are not kept, nor is what the first one was.
    private func failures(
        _ cause: FailureCause,
        _ event: TimelineEvent,
        of what: String
    ) -> [Explanation.TimelineEntry] {
        let newest = Entry(
            at: cause.lastFailedAt,
            event: event,
            detail: "\(what) failed: \(cause.message)",
            code: cause.code
        )
        guard cause.lastFailedAt > cause.firstFailedAt else { return [newest] }
        let first = Entry(at: cause.firstFailedAt, event: event, detail: "\(what) failed, the first time in a row")
        return [first, newest]
    }
}
