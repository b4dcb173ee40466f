// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension KeysInterface {
    /// Keeps a key whose deletion was scheduled; it is disabled.
    package enum CancelKeyDeletion: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Keys.CancelKeyDeletion"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// The key.
            package var keyId: String

            /// Puts the parts together.
            package init(instanceId: String, keyId: String) {
                self.instanceId = instanceId
                self.keyId = keyId
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// The key.
            package var key: Key

            /// Puts the parts together.
            package init(key: Key) {
                self.key = key
            }
        }
    }
}
