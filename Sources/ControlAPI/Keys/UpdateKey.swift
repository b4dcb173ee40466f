// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension KeysInterface {
    /// Replaces what is given of the aliases, the description and the tags.
    package enum UpdateKey: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Keys.UpdateKey"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// The key.
            package var keyId: String
            /// Each `alias/NAME`, unique in the instance.
            package var aliases: [String]?
            /// For people.
            package var description: String?
            /// For people and their tools.
            package var tags: [String: String]?

            /// Puts the parts together.
            package init(
                instanceId: String,
                keyId: String,
                aliases: [String]? = nil,
                description: String? = nil,
                tags: [String: String]? = nil
            ) {
                self.instanceId = instanceId
                self.keyId = keyId
                self.aliases = aliases
                self.description = description
                self.tags = tags
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
