// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

extension SynchronizationInterface {
    /// Why something failed, since when, and what happens next.
    package struct FailureCause: Codable, Sendable, Equatable {
        /// The stable code.
        package var code: FailureCode
        /// What becomes of it by itself.
        package var disposition: Disposition
        /// What it hit: one resource, or everything that goes to the replica.
        package var scope: FailureScope
        /// One sentence for a person; never contains a value.
        package var message: String
        /// What to do about it.
        package var remedy: String
        /// Failures in a row.
        package var attempts: Int
        /// RFC 3339, UTC.
        package var firstFailedAt: String
        /// RFC 3339, UTC.
        package var lastFailedAt: String
        /// RFC 3339, UTC; null where it is not tried again by itself.
        package var nextAttemptAt: String?

        /// Puts the parts together.
        package init(
            code: FailureCode,
            disposition: Disposition,
            scope: FailureScope,
            message: String,
            remedy: String,
            attempts: Int,
            firstFailedAt: String,
            lastFailedAt: String,
            nextAttemptAt: String? = nil
        ) {
            self.code = code
            self.disposition = disposition
            self.scope = scope
            self.message = message
            self.remedy = remedy
            self.attempts = attempts
            self.firstFailedAt = firstFailedAt
            self.lastFailedAt = lastFailedAt
            self.nextAttemptAt = nextAttemptAt
        }
    }
}
