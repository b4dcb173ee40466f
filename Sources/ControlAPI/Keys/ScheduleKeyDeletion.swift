// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension KeysInterface {
    /// Plans the destruction of a key.
    ///
    /// PendingWindowDays: 7 to 366.
    package enum ScheduleKeyDeletion: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Keys.ScheduleKeyDeletion"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// The key.
            package var keyId: String
            /// 7 to 366.
            package var pendingWindowDays: Int?

            /// Puts the parts together.
            package init(instanceId: String, keyId: String, pendingWindowDays: Int? = nil) {
                self.instanceId = instanceId
                self.keyId = keyId
                self.pendingWindowDays = pendingWindowDays
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
