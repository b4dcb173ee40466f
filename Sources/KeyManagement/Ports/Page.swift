// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// Which part of a list is asked for.
package struct PageRequest: Sendable, Hashable {
    /// What a limit may be.
    package static let allowedLimits = 1...1000
    /// The limit where none is given.
    package static let standardLimit = 100

    /// Most rows.
    package let limit: Int
    /// Starts after the row of this name; nil: at the first.
    package let after: String?

    /// Checks the limit; nil stands for 100.
    package init(limit: Int? = nil, after: String? = nil) throws(InvalidInput) {
        let limit = limit ?? Self.standardLimit
        guard Self.allowedLimits.contains(limit) else {
            throw InvalidInput(
                field: "limit",
                reason: "a limit is \(Self.allowedLimits.lowerBound) to \(Self.allowedLimits.upperBound)"
            )
        }
        self.limit = limit
        self.after = after
    }
}

/// Part of a list, in the order of the names' bytes.
package struct Page<Row: Sendable>: Sendable {
    /// The rows.
    package var rows: [Row]
    /// What to ask for to get the rows after these; nil: there are none.
    package var next: String?

    /// Puts the parts together.
    package init(rows: [Row], next: String?) {
        self.rows = rows
        self.next = next
    }
}
