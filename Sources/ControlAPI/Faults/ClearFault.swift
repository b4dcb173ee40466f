// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension FaultsInterface {
    /// Takes away the fault of one replica, or all.
    package enum ClearFault: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Faults.ClearFault"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The replica.
            package var replicaInstanceId: String?

            /// Puts the parts together.
            package init(replicaInstanceId: String? = nil) {
                self.replicaInstanceId = replicaInstanceId
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// How many were in force.
            package var cleared: Int

            /// Puts the parts together.
            package init(cleared: Int) {
                self.cleared = cleared
            }
        }
    }
}
