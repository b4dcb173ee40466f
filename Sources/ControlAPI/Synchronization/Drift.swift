// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension SynchronizationInterface {
    /// A difference between primary and replica that no newer change explains.
    package struct Drift: Codable, Sendable, Equatable {
        /// `key/KEYID` or `secret/NAME`.
        package var resourceId: String
        /// How it differs.
        package var kind: DriftKind

        /// Puts the parts together.
        package init(resourceId: String, kind: DriftKind) {
            self.resourceId = resourceId
            self.kind = kind
        }
    }
}
