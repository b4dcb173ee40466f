// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What the audit keeps of a method's calls, besides refusals, which it keeps of all.
enum AuditScope: Sendable, Equatable {
    /// Nothing: a view.
    case nothing
    /// Each call: it uses key material, or gives a value away.
    case use
    /// Each call: something is otherwise after it.
    case change
}
