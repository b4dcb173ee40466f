// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Why a resource or a replica is failed, since when, and what happens next.
package struct FailureCause: Sendable, Hashable {
    /// Most characters of a detail.
    package static let maximumDetailLength = 512

    /// The stable code.
    package var code: FailureCode
    /// What makes this case special, for example a count or an error number; never a value.
    package var detail: String?
    /// Failures in a row.
    package var attempts: Int
    /// The first failure of the row.
    package var firstFailedAt: Timestamp
    /// The newest failure.
    package var lastFailedAt: Timestamp
    /// When it is tried again by itself; nil where it waits for an event or an operator.
    package var nextAttemptAt: Timestamp?

    /// Puts the parts together.
    package init(
        code: FailureCode,
        detail: String?,
        attempts: Int,
        firstFailedAt: Timestamp,
        lastFailedAt: Timestamp,
        nextAttemptAt: Timestamp?
    ) {
        self.code = code
        self.detail = detail.map { String($0.prefix(Self.maximumDetailLength)) }
        self.attempts = attempts
        self.firstFailedAt = firstFailedAt
        self.lastFailedAt = lastFailedAt
        self.nextAttemptAt = nextAttemptAt
    }

    /// One sentence for a person.
    package var message: String {
        guard let detail else { return code.sentence }
        return "\(code.sentence) (\(detail))"
    }

    /// Whether it lasts for `duration` now and did not at the failure before it.
    package func beginsToLast(after earlier: FailureCause?, _ duration: Duration) -> Bool {
        guard let earlier else { return false }
        return earlier.lastFailedAt.since(firstFailedAt) < duration && lastFailedAt.since(firstFailedAt) >= duration
    }

    /// Terminal causes stay terminal; `internal_error` becomes so after ten attempts.
    package var disposition: Disposition {
        code == .internalError && attempts >= Self.internalErrorLimit ? .terminal : code.disposition
    }

    /// After so many failures in a row an `internal_error` is not tried again.
    package static let internalErrorLimit = 10
}
