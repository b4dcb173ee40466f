// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension SynchronizationInterface {
    /// A page of the synchronized resources.
    ///
    /// Across all replicas, or one. Sorted by resourceId, then replicaInstanceId. limit: 1 to 1000, 100 if left out.
    package enum ListSynchronizedResources: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Synchronization.ListSynchronizedResources"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The primary.
            package var primaryInstanceId: String
            /// The replica.
            package var replicaInstanceId: String?
            /// Only those of this status.
            package var status: String?
            /// Only those that failed for this cause.
            package var failureCode: String?
            /// `key/KEYID` or `secret/NAME`.
            package var resourceId: String?
            /// 1 to 1000; null: 100.
            package var limit: Int?
            /// The `next` of the page before; null: from the start.
            package var after: String?

            /// Puts the parts together.
            package init(
                primaryInstanceId: String,
                replicaInstanceId: String? = nil,
                status: String? = nil,
                failureCode: String? = nil,
                resourceId: String? = nil,
                limit: Int? = nil,
                after: String? = nil
            ) {
                self.primaryInstanceId = primaryInstanceId
                self.replicaInstanceId = replicaInstanceId
                self.status = status
                self.failureCode = failureCode
                self.resourceId = resourceId
                self.limit = limit
                self.after = after
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// The page.
            package var resources: [SynchronizedResource]
            /// Where the next page starts; null: this is the last.
            package var next: String?

            /// Puts the parts together.
            package init(resources: [SynchronizedResource], next: String? = nil) {
                self.resources = resources
                self.next = next
            }
        }
    }
}
