// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension SynchronizationInterface {
    /// How many resources have each synchronization status.
    package struct StatusCounts: Codable, Sendable, Equatable {
        /// Have a change that was not sent yet.
        package var pending: Int
        /// Are being sent.
        package var inProgress: Int
        /// The replica confirmed the newest revision.
        package var inSync: Int
        /// Have a cause.
        package var failed: Int
        /// Nothing was heard from the replica for a while.
        package var unknown: Int
        /// The replica was disassociated.
        package var detached: Int

        private enum CodingKeys: String, CodingKey {
            case pending
            case inProgress = "in_progress"
            case inSync = "in_sync"
            case failed
            case unknown
            case detached
        }

        /// Puts the parts together.
        package init(pending: Int, inProgress: Int, inSync: Int, failed: Int, unknown: Int, detached: Int) {
            self.pending = pending
            self.inProgress = inProgress
            self.inSync = inSync
            self.failed = failed
            self.unknown = unknown
            self.detached = detached
        }
    }
}
