// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension SynchronizationInterface {
    /// Something that happened to a resource.
    package struct TimelineEvent: Codable, Sendable, Equatable {
        /// When, RFC 3339, UTC.
        package var at: String
        /// What happened.
        package var event: String
        /// One sentence for a person.
        package var detail: String
        /// The stable code of the cause.
        package var code: String?

        /// Puts the parts together.
        package init(at: String, event: String, detail: String, code: String? = nil) {
            self.at = at
            self.event = event
            self.detail = detail
            self.code = code
        }
    }
}
