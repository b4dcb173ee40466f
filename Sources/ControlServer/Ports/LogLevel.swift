// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// How much is logged; the words are those of swift-log.
package enum LogLevel: String, Sendable, CaseIterable {
    /// Every step.
    case trace
    /// What helps to find a defect.
    case debug
    /// What happens.
    case info
    /// What happens and matters to an operator.
    case notice
    /// What may need an operator.
    case warning
    /// What failed.
    case error
    /// What keeps the daemon from its work.
    case critical
}
