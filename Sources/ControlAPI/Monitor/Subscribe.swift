// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension MonitorInterface {
    /// Follows what happens.
    ///
    /// Requires "more".
    package enum Subscribe: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Monitor.Subscribe"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String?
            /// The replica.
            package var replicaInstanceId: String?
            /// Only these names.
            package var events: [String]?

            /// Puts the parts together.
            package init(instanceId: String? = nil, replicaInstanceId: String? = nil, events: [String]? = nil) {
                self.instanceId = instanceId
                self.replicaInstanceId = replicaInstanceId
                self.events = events
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// What happened.
            package var event: Event

            /// Puts the parts together.
            package init(event: Event) {
                self.event = event
            }
        }
    }
}
