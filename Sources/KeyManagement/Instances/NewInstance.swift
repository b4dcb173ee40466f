// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// An instance that is asked for: every part is allowed, and defaults are in place.
package struct NewInstance: Sendable, Hashable {
    /// The residency zone and the account where none is given.
    package static let standardName = "default"
    /// Most characters of a region, a residency zone and an account.
    package static let maximumNameLength = 64

    /// Its id.
    package let id: InstanceID
    /// Its region.
    package let region: String
    /// Its residency zone.
    package let residencyZone: String
    /// Its account.
    package let accountID: String
    /// Keys that it may hold.
    package let keyLimit: Int
    /// Secrets that it may hold.
    package let secretLimit: Int

    /// Checks every part; nil stands for the default.
    package init(
        id: InstanceID,
        region: String,
        residencyZone: String? = nil,
        accountID: String? = nil,
        keyLimit: Int? = nil,
        secretLimit: Int? = nil
    ) throws(InvalidInput) {
        self.id = id
        self.region = try Self.check(region, field: "region")
        self.residencyZone = try Self.check(residencyZone ?? Self.standardName, field: "residencyZone")
        self.accountID = try Self.check(accountID ?? Self.standardName, field: "accountId")
        self.keyLimit = try QuotaRule.check(limit: keyLimit, field: "keyQuota")
        self.secretLimit = try QuotaRule.check(limit: secretLimit, field: "secretQuota")
    }

    /// The instance at its first moment: standalone and empty.
    package func instance(now: Timestamp) -> Instance {
        Instance(
            id: id,
            region: region,
            residencyZone: residencyZone,
            accountID: accountID,
            role: .standalone,
            primaryID: nil,
            keyQuota: Quota(limit: keyLimit, used: 0),
            secretQuota: Quota(limit: secretLimit, used: 0),
            headSequence: .zero,
            createdAt: now
        )
    }

    private static func check(_ text: String, field: String) throws(InvalidInput) -> String {
        guard (1...maximumNameLength).contains(text.utf8.count), text.utf8.allSatisfy(ASCII.isGraphic) else {
            throw InvalidInput(
                field: field,
                reason: "it is 1 to \(maximumNameLength) printable ASCII characters without blanks"
            )
        }
        return text
    }
}
