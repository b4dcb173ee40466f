// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension SynchronizationInterface {
    /// Takes a replica out of the task.
    ///
    /// Irreversible. confirm repeats the replicaInstanceId. The replica keeps what it has, frozen. behind: resources
    /// whose newest revision the replica does not have; at most 1,000, sorted. dryRun: answers the same, changes
    /// nothing, needs no confirm.
    package enum DisassociateReplica: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Synchronization.DisassociateReplica"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The primary.
            package var primaryInstanceId: String
            /// The replica.
            package var replicaInstanceId: String
            /// Repeats the id.
            package var confirm: String?
            /// Changes nothing.
            package var dryRun: Bool?

            /// Puts the parts together.
            package init(
                primaryInstanceId: String,
                replicaInstanceId: String,
                confirm: String? = nil,
                dryRun: Bool? = nil
            ) {
                self.primaryInstanceId = primaryInstanceId
                self.replicaInstanceId = replicaInstanceId
                self.confirm = confirm
                self.dryRun = dryRun
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// The association.
            package var association: Association
            /// Resources whose newest revision the replica does not have: at most 1,000, sorted.
            package var behind: [String]
            /// How many are behind.
            package var behindCount: Int

            /// Puts the parts together.
            package init(association: Association, behind: [String], behindCount: Int) {
                self.association = association
                self.behind = behind
                self.behindCount = behindCount
            }
        }
    }
}
