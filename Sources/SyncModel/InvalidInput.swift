// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A value of the right type that breaks a rule: which one, and what the rule is.
package struct InvalidInput: Error, Sendable, Equatable {
    /// The parameter that is off, as the contract names it.
    package var field: String
    /// One sentence that says what would be accepted.
    package var reason: String

    /// Names the parameter and the rule.
    package init(field: String, reason: String) {
        self.field = field
        self.reason = reason
    }
}
