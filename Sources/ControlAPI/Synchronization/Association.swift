// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

extension SynchronizationInterface {
    /// A primary and one of its replicas.
    package struct Association: Codable, Sendable, Equatable {
        /// The primary.
        package var primaryInstanceId: String
        /// The replica.
        package var replicaInstanceId: String
        /// Where the replica is: "local" for an instance of this daemon, else "HOST:PORT".
        package var address: String
        /// For example `cn-hangzhou`.
        package var region: String
        /// `all_resources` or `selected_resources`.
        package var synchronizationType: SynchronizationType
        /// Where it is in its life.
        package var state: AssociationState
        /// How the primary stands with the replica.
        package var connection: ConnectionState
        /// Set by the first failure of scope replica, cleared by the first success.
        package var failureCause: FailureCause?
        /// The fencing number.
        package var epoch: Int
        /// Everything up to this sequence is confirmed by the replica or listed as failed.
        package var appliedSequence: Int
        /// Highest sequence number of the primary's change feed.
        package var headSequence: Int
        /// Age of the oldest change that the replica has not confirmed; 0: nothing is outstanding, null: unknown.
        package var lagSeconds: Double?
        /// RFC 3339, UTC.
        package var lastContactAt: String?
        /// RFC 3339, UTC.
        package var lastSuccessAt: String?
        /// What the operator said.
        package var pausedReason: String?
        /// How many resources have each status.
        package var counts: StatusCounts
        /// How many resources failed for each cause.
        package var causes: [CauseCount]

        /// Puts the parts together.
        package init(
            primaryInstanceId: String,
            replicaInstanceId: String,
            address: String,
            region: String,
            synchronizationType: SynchronizationType,
            state: AssociationState,
            connection: ConnectionState,
            failureCause: FailureCause? = nil,
            epoch: Int,
            appliedSequence: Int,
            headSequence: Int,
            lagSeconds: Double? = nil,
            lastContactAt: String? = nil,
            lastSuccessAt: String? = nil,
            pausedReason: String? = nil,
            counts: StatusCounts,
            causes: [CauseCount]
        ) {
            self.primaryInstanceId = primaryInstanceId
            self.replicaInstanceId = replicaInstanceId
            self.address = address
            self.region = region
            self.synchronizationType = synchronizationType
            self.state = state
            self.connection = connection
            self.failureCause = failureCause
            self.epoch = epoch
            self.appliedSequence = appliedSequence
            self.headSequence = headSequence
            self.lagSeconds = lagSeconds
            self.lastContactAt = lastContactAt
            self.lastSuccessAt = lastSuccessAt
            self.pausedReason = pausedReason
            self.counts = counts
            self.causes = causes
        }
    }
}
