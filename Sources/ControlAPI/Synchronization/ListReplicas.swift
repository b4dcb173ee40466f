// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension SynchronizationInterface {
    /// The associations of one primary, or of all.
    package enum ListReplicas: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Synchronization.ListReplicas"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The primary.
            package var primaryInstanceId: String?

            /// Puts the parts together.
            package init(primaryInstanceId: String? = nil) {
                self.primaryInstanceId = primaryInstanceId
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// The associations.
            package var replicas: [Association]

            /// Puts the parts together.
            package init(replicas: [Association]) {
                self.replicas = replicas
            }
        }
    }
}
