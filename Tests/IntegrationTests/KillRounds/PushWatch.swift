// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Testing

/// Knows from outside that a push is in flight.
///
/// A link with a rehearsed latency answers no push before that latency has passed. A resource that one look does not
/// show in progress and the next one does was pushed after the first look was asked for: until that moment and the
/// latency have passed, the push is unanswered, whatever the daemon does.
final class PushWatch {
    /// A push, and until when it cannot have been answered.
    struct Push {
        let resource: String
        let unansweredUntil: ContinuousClock.Instant
    }

    /// What is left to whoever wants to do something while the push is in flight.
    private static let margin = Duration.milliseconds(50)

    private let connection: ControlConnection
    private let replica: String
    private let latency: Duration
    private var last: (asked: ContinuousClock.Instant, inProgress: Set<String>)?

    /// Watches a replica whose link has this latency, without jitter.
    init(_ socket: String, replica: String, latency: Duration) throws {
        connection = try ControlConnection(socket)
        self.replica = replica
        self.latency = latency
    }

    /// Looks once; gives a push that has begun since the last look.
    func look() throws -> Push? {
        let asked = ContinuousClock.now
        let page = try connection.call(
            "Synchronization.ListSynchronizedResources",
            [
                "primaryInstanceId": .text(Site.primary), "replicaInstanceId": .text(replica),
                "status": "in_progress", "limit": 1000,
            ]
        )
        // A page that others follow would not show what is missing.
        try #require(page.next == .null)
        let inProgress = Set(page.resources.list.compactMap(\.resourceId.text))
        defer { last = (asked, inProgress) }
        guard let last, let new = inProgress.subtracting(last.inProgress).min() else { return nil }
        return Push(resource: new, unansweredUntil: last.asked + latency)
    }

    /// Looks until a push is in flight; nil when none is for so long.
    func push(within patience: Duration) throws -> Push? {
        let deadline = ContinuousClock.now + patience
        repeat {
            if let push = try look(), ContinuousClock.now + Self.margin < push.unansweredUntil { return push }
        } while ContinuousClock.now < deadline
        return nil
    }
}
