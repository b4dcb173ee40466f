// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// The rules of how many resources an instance may hold.
package enum QuotaRule {
    /// Returns the limit if it is 0 to 10,000,000; nil stands for the standard.
    package static func check(limit: Int?, field: String) throws(InvalidInput) -> Int {
        let limit = limit ?? Quota.standard
        guard Quota.allowed.contains(limit) else {
            throw InvalidInput(
                field: field,
                reason: "a quota is \(Quota.allowed.lowerBound) to \(Quota.allowed.upperBound)"
            )
        }
        return limit
    }

    /// Refuses one resource more where the quota is used up.
    package static func admitOne(to instance: InstanceID, quota: Quota) throws(Refusal) {
        guard quota.used < quota.limit else { throw .quotaExceeded(instance, limit: quota.limit) }
    }
}
