// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// How many resources of one kind an instance may hold and holds; deleted ones are not counted.
package struct Quota: Sendable, Hashable {
    /// What a limit may be.
    package static let allowed = 0...10_000_000
    /// The limit where none is given.
    package static let standard = 100_000

    /// Most resources.
    package var limit: Int
    /// Resources now.
    package var used: Int

    /// Puts limit and use together.
    package init(limit: Int, used: Int) {
        self.limit = limit
        self.used = used
    }
}
