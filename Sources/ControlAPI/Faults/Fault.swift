// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension FaultsInterface {
    /// What the link to one replica does for as long as the fault is in force.
    package struct Fault: Codable, Sendable, Equatable {
        /// The replica whose link it is.
        package var replicaInstanceId: String
        /// Added to each request.
        package var latencyMilliseconds: Double?
        /// Most that varies from the latency, either way.
        package var jitterMilliseconds: Double?
        /// Share of requests, 0 to 1, that are lost: no answer, outcome unknown.
        package var lossRatio: Double?
        /// Share of requests, 0 to 1, that the replica answers with failureCode.
        package var failureRatio: Double?
        /// The stable code of the cause.
        package var failureCode: String?
        /// Connections are refused at once (`replica_unreachable`); a black hole is `lossRatio` 1.
        package var outage: Bool?
        /// Requests per second before the replica throttles.
        package var rateLimit: Double?
        /// RFC 3339, UTC; null: until cleared.
        package var expiresAt: String?

        /// Puts the parts together.
        package init(
            replicaInstanceId: String,
            latencyMilliseconds: Double? = nil,
            jitterMilliseconds: Double? = nil,
            lossRatio: Double? = nil,
            failureRatio: Double? = nil,
            failureCode: String? = nil,
            outage: Bool? = nil,
            rateLimit: Double? = nil,
            expiresAt: String? = nil
        ) {
            self.replicaInstanceId = replicaInstanceId
            self.latencyMilliseconds = latencyMilliseconds
            self.jitterMilliseconds = jitterMilliseconds
            self.lossRatio = lossRatio
            self.failureRatio = failureRatio
            self.failureCode = failureCode
            self.outage = outage
            self.rateLimit = rateLimit
            self.expiresAt = expiresAt
        }
    }
}
