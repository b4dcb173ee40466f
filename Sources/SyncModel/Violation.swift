// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A rule that a request would break, in words.
package struct Violation: Sendable, Hashable {
    /// Which rule.
    package var code: FailureCode
    /// What makes this case special, for example counts.
    package var detail: String?

    /// Names the rule.
    package init(_ code: FailureCode, detail: String? = nil) {
        self.code = code
        self.detail = detail
    }

    /// One sentence for a person.
    package var message: String {
        guard let detail else { return code.sentence }
        return "\(code.sentence) (\(detail))"
    }
}
