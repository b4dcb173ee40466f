// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// How long a resource stays before a planned deletion destroys it.
package struct WaitingPeriod: Sendable {
    /// The parameter that gives it.
    package let field: String
    /// Days that may be asked for.
    package let days: ClosedRange<Int>
    /// Days where none are asked for.
    package let standardDays: Int

    /// The waiting period of keys: 7 to 366 days.
    package static let key = WaitingPeriod(field: "pendingWindowDays", days: 7...366, standardDays: 30)
    /// The waiting period of secrets: 7 to 30 days.
    package static let secret = WaitingPeriod(field: "recoveryWindowDays", days: 7...30, standardDays: 30)

    /// When a resource whose deletion is asked for now is destroyed; nil stands for the standard.
    package func end(days asked: Int?, now: Timestamp) throws(InvalidInput) -> Timestamp {
        let asked = asked ?? standardDays
        guard days.contains(asked) else {
            throw InvalidInput(
                field: field,
                reason: "the waiting period is \(days.lowerBound) to \(days.upperBound) days"
            )
        }
        return now.advanced(by: .seconds(asked * 86_400))
    }
}
