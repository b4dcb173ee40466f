// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension InstancesInterface {
    /// How many resources of one kind an instance may hold and holds.
    package struct Quota: Codable, Sendable, Equatable {
        /// Most resources of this kind that the instance may hold, deleted ones not counted.
        package var limit: Int
        /// How many there are.
        package var used: Int

        /// Puts the parts together.
        package init(limit: Int, used: Int) {
            self.limit = limit
            self.used = used
        }
    }
}
