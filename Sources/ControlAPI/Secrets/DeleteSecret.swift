// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension SecretsInterface {
    /// Plans the destruction of a secret, or destroys it.
    ///
    /// RecoveryWindowDays: 7 to 30; force deletes at once and for good.
    package enum DeleteSecret: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Secrets.DeleteSecret"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// The secret.
            package var name: String
            /// 7 to 30.
            package var recoveryWindowDays: Int?
            /// Deletes at once and for good.
            package var force: Bool?

            /// Puts the parts together.
            package init(instanceId: String, name: String, recoveryWindowDays: Int? = nil, force: Bool? = nil) {
                self.instanceId = instanceId
                self.name = name
                self.recoveryWindowDays = recoveryWindowDays
                self.force = force
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// When it will be destroyed, RFC 3339, UTC; null while that is not planned.
            package var plannedDeletionAt: String?

            /// Puts the parts together.
            package init(plannedDeletionAt: String? = nil) {
                self.plannedDeletionAt = plannedDeletionAt
            }
        }
    }
}
