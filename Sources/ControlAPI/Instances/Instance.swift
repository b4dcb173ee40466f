// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

extension InstancesInterface {
    /// One region's store of keys and secrets.
    package struct Instance: Codable, Sendable, Equatable {
        /// 1 to 64 characters of a-z, 0-9 and `-`, starting with a letter.
        package var instanceId: String
        /// For example `cn-hangzhou`.
        package var region: String
        /// Instances synchronize only within one residency zone, for example "cn" or "intl".
        package var residencyZone: String
        /// Instances synchronize only within one account.
        package var accountId: String
        /// What it is to others.
        package var role: InstanceRole
        /// The primary that manages this instance, for the roles replica and frozen.
        package var primaryInstanceId: String?
        /// Keys.
        package var keyQuota: Quota
        /// Secrets.
        package var secretQuota: Quota
        /// Highest sequence number of the instance's change feed.
        package var headSequence: Int
        /// RFC 3339, UTC.
        package var createdAt: String

        /// Puts the parts together.
        package init(
            instanceId: String,
            region: String,
            residencyZone: String,
            accountId: String,
            role: InstanceRole,
            primaryInstanceId: String? = nil,
            keyQuota: Quota,
            secretQuota: Quota,
            headSequence: Int,
            createdAt: String
        ) {
            self.instanceId = instanceId
            self.region = region
            self.residencyZone = residencyZone
            self.accountId = accountId
            self.role = role
            self.primaryInstanceId = primaryInstanceId
            self.keyQuota = keyQuota
            self.secretQuota = secretQuota
            self.headSequence = headSequence
            self.createdAt = createdAt
        }
    }
}
