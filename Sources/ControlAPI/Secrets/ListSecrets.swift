// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension SecretsInterface {
    /// A page of the secrets, sorted by name.
    package enum ListSecrets: ReadingMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Secrets.ListSecrets"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The instance.
            package var instanceId: String
            /// 1 to 1000; null: 100.
            package var limit: Int?
            /// The `next` of the page before; null: from the start.
            package var after: String?

            /// Puts the parts together.
            package init(instanceId: String, limit: Int? = nil, after: String? = nil) {
                self.instanceId = instanceId
                self.limit = limit
                self.after = after
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// The page.
            package var secrets: [Secret]
            /// Where the next page starts; null: this is the last.
            package var next: String?

            /// Puts the parts together.
            package init(secrets: [Secret], next: String? = nil) {
                self.secrets = secrets
                self.next = next
            }
        }
    }
}
