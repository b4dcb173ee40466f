// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension SynchronizationInterface {
    /// One association.
    package enum DescribeReplica: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Synchronization.DescribeReplica"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The primary.
            package var primaryInstanceId: String
            /// The replica.
            package var replicaInstanceId: String

            /// Puts the parts together.
            package init(primaryInstanceId: String, replicaInstanceId: String) {
                self.primaryInstanceId = primaryInstanceId
                self.replicaInstanceId = replicaInstanceId
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
