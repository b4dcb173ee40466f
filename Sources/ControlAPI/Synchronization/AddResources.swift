// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension SynchronizationInterface {
    /// Grows the selection.
    ///
    /// Update synchronization resources: adds to the selection; all or nothing. Nothing can be taken out again.
    /// replicaInstanceId null: every replica of the task that has a selection. all: selected_resources becomes
    /// all_resources, for good. added, dependencies (keys that a selected secret needs): at most 1,000, sorted.
    package enum AddResources: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Synchronization.AddResources"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The primary.
            package var primaryInstanceId: String
            /// The replica.
            package var replicaInstanceId: String?
            /// Each `key/KEYID` or `secret/NAME`.
            package var resources: [String]?
            /// Every resource, also future ones, for good.
            package var all: Bool?

            /// Puts the parts together.
            package init(
                primaryInstanceId: String,
                replicaInstanceId: String? = nil,
                resources: [String]? = nil,
                all: Bool? = nil
            ) {
                self.primaryInstanceId = primaryInstanceId
                self.replicaInstanceId = replicaInstanceId
                self.resources = resources
                self.all = all
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// At most 1,000, sorted.
            package var added: [String]
            /// How many were added.
            package var addedCount: Int
            /// Keys that a selected secret needs: at most 1,000, sorted.
            package var dependencies: [String]

            /// Puts the parts together.
            package init(added: [String], addedCount: Int, dependencies: [String]) {
                self.added = added
                self.addedCount = addedCount
                self.dependencies = dependencies
            }
        }
    }
}
