// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension SynchronizationInterface {
    /// Why this resource is where it is on this replica: what happened, what it waits for, what happens next.
    package enum ExplainResource: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Synchronization.ExplainResource"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The primary.
            package var primaryInstanceId: String
            /// The replica.
            package var replicaInstanceId: String
            /// `key/KEYID` or `secret/NAME`.
            package var resourceId: String

            /// Puts the parts together.
            package init(primaryInstanceId: String, replicaInstanceId: String, resourceId: String) {
                self.primaryInstanceId = primaryInstanceId
                self.replicaInstanceId = replicaInstanceId
                self.resourceId = resourceId
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// The resource.
            package var resource: SynchronizedResource
            /// For people.
            package var explanation: String
            /// What happened, oldest first.
            package var timeline: [TimelineEvent]

            /// Puts the parts together.
            package init(resource: SynchronizedResource, explanation: String, timeline: [TimelineEvent]) {
                self.resource = resource
                self.explanation = explanation
                self.timeline = timeline
            }
        }
    }
}
