// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// What a rehearsed network does to requests to a replica of this daemon.
package struct Fault: Sendable, Hashable {
    /// Time that each request and each answer takes, together.
    package var latency: Duration = .zero
    /// Latency varies by up to this, evenly, both ways.
    package var jitter: Duration = .zero
    /// Share of requests, 0 to 1, that are lost: no answer, outcome unknown.
    package var lossRatio: Double = 0
    /// Share of requests, 0 to 1, that are answered with `failureCode`.
    package var failureRatio: Double = 0
    /// A cause of scope replica.
    package var failureCode: FailureCode = .replicaUnavailable
    /// Connections are refused at once.
    package var isOutage = false
    /// Requests a second before the replica throttles; nil: no limit.
    package var rateLimit: Double?
    /// When it ends by itself; nil: when cleared.
    package var expiresAt: Timestamp?

    /// No fault at all.
    package init() {}
}

/// Sets and clears rehearsed faults; they do not outlive the daemon.
package protocol FaultControl: Sendable {
    /// Replaces the fault of a replica.
    func setFault(_ fault: Fault, replica: InstanceID)
    /// Every fault that is in force, by replica.
    func faults() -> [(replica: InstanceID, fault: Fault)]
    /// Ends the fault of one replica, or all; answers how many ended.
    func clearFaults(replica: InstanceID?) -> Int
}
