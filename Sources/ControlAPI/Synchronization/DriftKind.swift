// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension SynchronizationInterface {
    /// How a resource at the replica differs from the primary's without a newer change.
    package enum DriftKind: String, Codable, Sendable, CaseIterable {
        /// The replica does not have it.
        case missing
        /// The replica has other content at the same revision.
        case altered
        /// The primary does not have it.
        case extra
    }
}
