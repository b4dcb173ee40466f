// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension KeysInterface {
    /// One key.
    package enum DescribeKey: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Keys.DescribeKey"

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
