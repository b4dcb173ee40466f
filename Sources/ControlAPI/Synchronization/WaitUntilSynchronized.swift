// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import Varlink

extension SynchronizationInterface {
    /// Waits until in sync.
    ///
    /// Returns once all that was there when asked is in sync at every replica asked for (disassociated ones aside), or
    /// fails with TimedOut. Later changes do not hold it up. resources: null for all.
    package enum WaitUntilSynchronized: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Synchronization.WaitUntilSynchronized"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The primary.
            package var primaryInstanceId: String
            /// The replica.
            package var replicaInstanceId: String?
            /// Each `key/KEYID` or `secret/NAME`.
            package var resources: [String]?
            /// Seconds; null: for ever.
            package var timeoutSeconds: Double?

            /// Puts the parts together.
            package init(
                primaryInstanceId: String,
                replicaInstanceId: String? = nil,
                resources: [String]? = nil,
                timeoutSeconds: Double? = nil
            ) {
                self.primaryInstanceId = primaryInstanceId
                self.replicaInstanceId = replicaInstanceId
                self.resources = resources
                self.timeoutSeconds = timeoutSeconds
            }
        }

        /// Nothing comes back.
        package typealias Reply = NoParameters
    }
}
