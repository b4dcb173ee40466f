// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension SynchronizationInterface {
    /// Compares what the replica holds with the primary, by keyed digests.
    ///
    /// repair: sends again what is missing or altered. drifts: at most 1,000. With "more": progress replies on the way.
    package enum VerifyReplica: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Synchronization.VerifyReplica"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The primary.
            package var primaryInstanceId: String
            /// The replica.
            package var replicaInstanceId: String
            /// Sends again what is missing or altered.
            package var repair: Bool?

            /// Puts the parts together.
            package init(primaryInstanceId: String, replicaInstanceId: String, repair: Bool? = nil) {
                self.primaryInstanceId = primaryInstanceId
                self.replicaInstanceId = replicaInstanceId
                self.repair = repair
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// How many resources were compared.
            package var compared: Int
            /// At most 1,000.
            package var drifts: [Drift]
            /// How many differences there are.
            package var driftCount: Int
            /// How many key versions proved to decrypt at the replica.
            package var keysProven: Int

            /// Puts the parts together.
            package init(compared: Int, drifts: [Drift], driftCount: Int, keysProven: Int) {
                self.compared = compared
                self.drifts = drifts
                self.driftCount = driftCount
                self.keysProven = keysProven
            }
        }
    }
}
