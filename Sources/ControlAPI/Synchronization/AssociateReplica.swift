// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension SynchronizationInterface {
    /// Associates a replica with a primary.
    ///
    /// Idempotent by the pair: the same or a larger scope is merged, a smaller one refused (selection_is_grow_only).
    /// resources: for selected_resources only.
    package enum AssociateReplica: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Synchronization.AssociateReplica"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The primary.
            package var primaryInstanceId: String
            /// The replica.
            package var replicaInstanceId: String
            /// `local`, or `HOST:PORT`; null: an instance of this daemon.
            package var address: String?
            /// `all_resources` or `selected_resources`.
            package var synchronizationType: String
            /// Each `key/KEYID` or `secret/NAME`.
            package var resources: [String]?

            /// Puts the parts together.
            package init(
                primaryInstanceId: String,
                replicaInstanceId: String,
                address: String? = nil,
                synchronizationType: String,
                resources: [String]? = nil
            ) {
                self.primaryInstanceId = primaryInstanceId
                self.replicaInstanceId = replicaInstanceId
                self.address = address
                self.synchronizationType = synchronizationType
                self.resources = resources
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// The association.
            package var association: Association

            /// Puts the parts together.
            package init(association: Association) {
                self.association = association
            }
        }
    }
}
