// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// How a secret is deleted.
package enum SecretDeletion: Sendable, Hashable {
    /// After a waiting period of 7 to 30 days, 30 where nil; until then it can be restored.
    case after(days: Int?)
    /// At once and for good.
    case atOnce

    /// Accepts a waiting period or force, not both.
    package init(recoveryWindowDays: Int?, force: Bool?) throws(InvalidInput) {
        guard force == true else {
            self = .after(days: recoveryWindowDays)
            return
        }
        guard recoveryWindowDays == nil else {
            throw InvalidInput(
                field: "recoveryWindowDays",
                reason: "a forced deletion has no waiting period; leave one of the two out"
            )
        }
        self = .atOnce
    }
}
