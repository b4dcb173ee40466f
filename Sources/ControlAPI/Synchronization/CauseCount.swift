// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

extension SynchronizationInterface {
    /// How many resources failed for one cause.
    package struct CauseCount: Codable, Sendable, Equatable {
        /// The stable code of the cause.
        package var code: FailureCode
        /// How many.
        package var count: Int

        /// Puts the parts together.
        package init(code: FailureCode, count: Int) {
            self.code = code
            self.count = count
        }
    }
}
