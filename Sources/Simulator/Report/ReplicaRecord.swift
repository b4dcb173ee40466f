// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// What is counted of one replica in a run.
package struct ReplicaRecord: Sendable {
    /// How far behind it was at one time.
    package struct Sample: Sendable {
        /// Seconds since the run began.
        package var at: Double
        /// Age in seconds of the oldest change that it lacked; 0: none.
        package var lag: Double
        /// What was told of it; nil: not known.
        package var told: Double?
    }

    /// A time at which something was wrong, and how long it took to be in sync again.
    package struct Trouble: Sendable {
        /// What was wrong.
        package var kind: PlannedFault.Kind
        /// Seconds since the run began.
        package var begins: Double
        /// Seconds since the run began.
        package var ends: Double
        /// Seconds from its end until nothing was missing; nil: not in this run.
        package var recovery: Double?
        /// Age in seconds of the oldest change that was missing at its end.
        package var missing: Double
    }

    /// Batches that were sent.
    package var pushes = 0
    /// Resources in them.
    package var items = 0
    /// Resources that the replica had to write.
    package var applied = 0
    /// Resources that it had already.
    package var repeated = 0
    /// Hellos.
    package var hellos = 0
    /// Heartbeats.
    package var heartbeats = 0
    /// Failures by cause.
    package var failures: [FailureCode: Int] = [:]
    /// How far behind it was, over time.
    package var samples: [Sample] = []
    /// What was wrong, in order.
    package var troubles: [Trouble] = []
    /// The resources that were missing for longest, and for how many seconds.
    package var worst: [(resource: String, seconds: Double)] = []
}
