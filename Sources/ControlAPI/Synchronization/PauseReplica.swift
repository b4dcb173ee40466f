// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension SynchronizationInterface {
    /// Pauses the synchronization to one replica.
    ///
    /// Holds everything, urgent changes too.
    package enum PauseReplica: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Synchronization.PauseReplica"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The primary.
            package var primaryInstanceId: String
            /// The replica.
            package var replicaInstanceId: String
            /// For people.
            package var reason: String
            /// RFC 3339, UTC; null: until it is resumed.
            package var until: String?

            /// Puts the parts together.
            package init(primaryInstanceId: String, replicaInstanceId: String, reason: String, until: String? = nil) {
                self.primaryInstanceId = primaryInstanceId
                self.replicaInstanceId = replicaInstanceId
                self.reason = reason
                self.until = until
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// The association.
            package var replica: Association

            /// Puts the parts together.
            package init(replica: Association) {
                self.replica = replica
            }
        }
    }
}
