// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// One region's store of keys and secrets, as it describes itself.
package struct Instance: Sendable, Hashable {
    /// Its id, unique in this daemon.
    package var id: InstanceID
    /// For example `cn-hangzhou`.
    package var region: String
    /// Instances synchronize only within one residency zone.
    package var residencyZone: String
    /// Instances synchronize only within one account.
    package var accountID: String
    /// What it is to others.
    package var role: InstanceRole
    /// The primary that manages it, for the roles replica and frozen.
    package var primaryID: InstanceID?
    /// Keys that it may hold and holds.
    package var keyQuota: Quota
    /// Secrets that it may hold and holds.
    package var secretQuota: Quota
    /// Highest sequence of its change feed.
    package var headSequence: SequenceNumber
    /// When it was created.
    package var createdAt: Timestamp

    /// Puts the parts together.
    package init(
        id: InstanceID,
        region: String,
        residencyZone: String,
        accountID: String,
        role: InstanceRole,
        primaryID: InstanceID?,
        keyQuota: Quota,
        secretQuota: Quota,
        headSequence: SequenceNumber,
        createdAt: Timestamp
    ) {
        self.id = id
        self.region = region
        self.residencyZone = residencyZone
        self.accountID = accountID
        self.role = role
        self.primaryID = primaryID
        self.keyQuota = keyQuota
        self.secretQuota = secretQuota
        self.headSequence = headSequence
        self.createdAt = createdAt
    }
}
