// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension SynchronizationInterface {
    /// Forgets the backoff of what matches, and tries again now; a replica that is backing off is probed now.
    package enum RetryResources: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Synchronization.RetryResources"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The primary.
            package var primaryInstanceId: String
            /// The replica.
            package var replicaInstanceId: String?
            /// Each `key/KEYID` or `secret/NAME`.
            package var resources: [String]?
            /// Only those that failed for this cause.
            package var failureCode: String?

            /// Puts the parts together.
            package init(
                primaryInstanceId: String,
                replicaInstanceId: String? = nil,
                resources: [String]? = nil,
                failureCode: String? = nil
            ) {
                self.primaryInstanceId = primaryInstanceId
                self.replicaInstanceId = replicaInstanceId
                self.resources = resources
                self.failureCode = failureCode
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// How many are tried again.
            package var retried: Int

            /// Puts the parts together.
            package init(retried: Int) {
                self.retried = retried
            }
        }
    }
}
