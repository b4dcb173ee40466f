// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The numbers of replication; every one has a default and a bound.
package struct ReplicationPolicy: Sendable, Hashable {
    /// First wait after a failure.
    package var retryBase: Duration = .seconds(1)
    /// Longest wait after a failure; also the clamp of stored next attempts at start.
    package var retryCap: Duration = .seconds(300)
    /// Failures of scope replica in a row that open the breaker.
    package var breakerFailures = 5
    /// The time over which the breaker looks at the share of failed calls.
    package var breakerWindow: Duration = .seconds(30)
    /// The breaker looks at the share of failed calls only from so many calls on.
    package var breakerMinimumCalls = 20
    /// How long the breaker stays open at first.
    package var breakerBase: Duration = .seconds(5)
    /// How long the breaker stays open at most.
    package var breakerCap: Duration = .seconds(300)
    /// Time between probes of a replica that holds (full, not permitted).
    package var holdProbe: Duration = .seconds(60)
    /// Most items in a batch.
    package var batchItems = 256
    /// Most bytes in a batch of more than one item.
    package var batchBytes = 256 * 1024
    /// Most batches in flight to one replica; an urgent one may be one more.
    package var batchesInFlight = 4
    /// Time for a hello to be answered.
    package var connectTimeout: Duration = .seconds(3)
    /// Time for any other request to be answered.
    package var requestTimeout: Duration = .seconds(10)
    /// Silence after which a heartbeat is sent.
    package var heartbeat: Duration = .seconds(5)
    /// Silence after which what was in sync is unknown.
    package var unknownAfter: Duration = .seconds(60)
    /// Confirmations wait at most so long for a commit to ride with.
    package var confirmationDelay: Duration = .milliseconds(500)
    /// Failures of a resource in a row after which it alerts.
    package var alertAttempts = 10
    /// Time of failure of a resource after which it alerts.
    package var alertAfter: Duration = .seconds(600)

    /// Rows of the feed read at once.
    package static let pageRows = 1024
    /// Most rows of the feed that a lane holds; it reads on when half of them are done.
    package static let laneRows = 4096
    /// Most resources confirmed ahead of the positions that are remembered; beyond that they are sent again.
    package static let aheadRows = 65_536
    /// A batch that broke so often while hellos succeed is halved.
    package static let breaksBeforeHalving = 2
    /// A single item that broke so often while hellos succeed is charged with it.
    package static let breaksBeforeCharging = 3
    /// Longest time that a replica may ask to be left alone.
    package static let longestRetryAfter: Duration = .seconds(3600)
    /// How long a secret whose key is missing waits for its key before it asks again by itself.
    package static let dependencyRecheck: Duration = .seconds(300)

    /// The defaults.
    package init() {}
}
