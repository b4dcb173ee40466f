// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// What is known of a would-be replica when an association is asked for.
package struct ReplicaCandidate: Sendable {
    /// The instance as it describes itself.
    package var instance: Instance
    /// The primary that it was disassociated from or follows, by its own records.
    package var pairs: [InstanceID]

    /// Puts the parts together.
    package init(instance: Instance, pairs: [InstanceID]) {
        self.instance = instance
        self.pairs = pairs
    }
}

/// The rules of an association; all violations are told at once.
package enum AssociationRule {
    /// Every rule that the association would break.
    ///
    /// `others` are the primary's associations that are not over; `pairs` every replica it ever had.
    package static func violations(
        primary: Instance,
        candidate: ReplicaCandidate,
        others: [InstanceID],
        pairs: Set<InstanceID>,
        replicaLimit: Int
    ) -> [Violation] {
        let replica = candidate.instance
        var found: [Violation] = []
        if primary.role == .frozen { found.append(Violation(.instanceFrozen, detail: "\(primary.id)")) }
        if primary.role == .replica {
            found.append(Violation(.roleConflict, detail: "\(primary.id) is itself a replica"))
        }
        found += place(primary, replica)
        if others.count >= replicaLimit {
            found.append(Violation(.replicaLimitReached, detail: "\(others.count) of \(replicaLimit)"))
        }
        found += content(primary, replica)
        found += history(primary, candidate, pairs)
        return found
    }

    /// The rules that the replica checks again in the transaction that makes it one.
    package static func violationsAtReplica(primary: Instance, candidate: ReplicaCandidate) -> [Violation] {
        place(primary, candidate.instance) + content(primary, candidate.instance)
            + history(primary, candidate, [])
    }

    private static func place(_ primary: Instance, _ replica: Instance) -> [Violation] {
        var found: [Violation] = []
        if primary.region == replica.region { found.append(Violation(.sameRegion, detail: primary.region)) }
        if primary.residencyZone != replica.residencyZone {
            let zones = "\(primary.residencyZone) and \(replica.residencyZone)"
            found.append(Violation(.crossBorderForbidden, detail: zones))
        }
        if primary.accountID != replica.accountID {
            let accounts = "\(primary.accountID) and \(replica.accountID)"
            found.append(Violation(.accountMismatch, detail: accounts))
        }
        return found
    }

    private static func content(_ primary: Instance, _ replica: Instance) -> [Violation] {
        var found: [Violation] = []
        if replica.keyQuota.used > 0 || replica.secretQuota.used > 0 {
            let holds = "\(replica.keyQuota.used) keys, \(replica.secretQuota.used) secrets"
            found.append(Violation(.replicaNotEmpty, detail: holds))
        }
        if replica.keyQuota.limit < primary.keyQuota.limit {
            let limits = "keys: \(replica.keyQuota.limit) there, \(primary.keyQuota.limit) at the primary"
            found.append(Violation(.quotaBelowPrimary, detail: limits))
        }
        if replica.secretQuota.limit < primary.secretQuota.limit {
            let limits = "secrets: \(replica.secretQuota.limit) there, \(primary.secretQuota.limit) at the primary"
            found.append(Violation(.quotaBelowPrimary, detail: limits))
        }
        return found
    }

    private static func history(
        _ primary: Instance,
        _ candidate: ReplicaCandidate,
        _ pairs: Set<InstanceID>
    ) -> [Violation] {
        let replica = candidate.instance
        var found: [Violation] = []
        switch replica.role {
        case .standalone: break
        case .primary: found.append(Violation(.roleConflict, detail: "\(replica.id) has replicas"))
        case .replica: found.append(Violation(.roleConflict, detail: "\(replica.id) is already a replica"))
        case .frozen: found.append(Violation(.instanceFrozen, detail: "\(replica.id)"))
        }
        if pairs.contains(replica.id) || candidate.pairs.contains(primary.id) {
            found.append(Violation(.reassociationForbidden, detail: "\(primary.id) and \(replica.id)"))
        }
        if primary.id == replica.id {
            found.append(Violation(.roleConflict, detail: "an instance cannot follow itself"))
        }
        return found
    }
}
