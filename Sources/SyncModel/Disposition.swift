// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What becomes of a failure by itself.
package enum Disposition: String, Sendable, CaseIterable, Codable {
    /// Tried again by itself, for ever.
    case retryable
    /// Waits for the event that the remedy names.
    case blocked
    /// Needs an operator.
    case terminal
    /// Answered a request and left no trace.
    case refused
}
