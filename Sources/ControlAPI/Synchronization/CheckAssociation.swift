// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension SynchronizationInterface {
    /// Every rule that the association would break, without side effects.
    ///
    /// Empty: it would be accepted.
    package enum CheckAssociation: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Synchronization.CheckAssociation"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The primary.
            package var primaryInstanceId: String
            /// The replica.
            package var replicaInstanceId: String
            /// `local`, or `HOST:PORT`; null: an instance of this daemon.
            package var address: String?
            /// `all_resources` or `selected_resources`.
            package var synchronizationType: String?
            /// Each `key/KEYID` or `secret/NAME`.
            package var resources: [String]?

            /// Puts the parts together.
            package init(
                primaryInstanceId: String,
                replicaInstanceId: String,
                address: String? = nil,
                synchronizationType: String? = nil,
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
            /// Every rule that would be broken.
            package var violations: [Violation]

            /// Puts the parts together.
            package init(violations: [Violation]) {
                self.violations = violations
            }
        }
    }
}
