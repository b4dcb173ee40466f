// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

extension SynchronizationInterface {
    /// A rule that an association would break.
    package struct Violation: Codable, Sendable, Equatable {
        /// The stable code of the cause.
        package var code: FailureCode
        /// One sentence for a person; never contains a value.
        package var message: String
        /// What to do about it.
        package var remedy: String

        /// Puts the parts together.
        package init(code: FailureCode, message: String, remedy: String) {
            self.code = code
            self.message = message
            self.remedy = remedy
        }
    }
}
