// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Which resources of the primary an association covers.
package enum SynchronizationType: String, Sendable, CaseIterable, Codable {
    /// Every key and secret, also future ones.
    case allResources = "all_resources"
    /// Those that were selected; the selection only grows.
    case selectedResources = "selected_resources"
}
