// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel
import Testing

@Suite
struct AssociationRuleTests {
    private func instance(_ id: String, region: String, role: InstanceRole = .standalone) -> Instance {
        Instance(
            id: InstanceID(stored: id),
            region: region,
            residencyZone: "cn",
            accountID: "1",
            role: role,
            primaryID: nil,
            keyQuota: Quota(limit: 10, used: 0),
            secretQuota: Quota(limit: 10, used: 0),
            headSequence: .zero,
            createdAt: Timestamp(milliseconds: 0)
        )
    }

    private func codes(
        _ primary: Instance,
        _ replica: Instance,
        others: Int = 0,
        pairs: Set<InstanceID> = [],
        followed: [InstanceID] = []
    ) -> [FailureCode] {
        AssociationRule.violations(
            primary: primary,
            candidate: ReplicaCandidate(instance: replica, pairs: followed),
            others: (0..<others).map { InstanceID(stored: "other-\($0)") },
            pairs: pairs,
            replicaLimit: 3
        ).map(\.code)
    }

    private var primary: Instance { instance("p", region: "a") }
    private var replica: Instance { instance("r", region: "b") }

    @Test
    func `an empty instance elsewhere may become a replica, also of a primary`() {
        #expect(codes(primary, replica).isEmpty)
        #expect(codes(instance("p", region: "a", role: .primary), replica, others: 2).isEmpty)
    }

    @Test
    func `each rule alone is named`() {
        var other = replica
        other.region = "a"
        #expect(codes(primary, other) == [.sameRegion])
        other = replica
        other.residencyZone = "eu"
        #expect(codes(primary, other) == [.crossBorderForbidden])
        other = replica
        other.accountID = "2"
        #expect(codes(primary, other) == [.accountMismatch])
        other = replica
        other.secretQuota.used = 1
        #expect(codes(primary, other) == [.replicaNotEmpty])
        other = replica
        other.keyQuota.limit = 9
        #expect(codes(primary, other) == [.quotaBelowPrimary])
        #expect(codes(primary, replica, others: 3) == [.replicaLimitReached])
        #expect(codes(primary, replica, pairs: [replica.id]) == [.reassociationForbidden])
        #expect(codes(primary, replica, followed: [primary.id]) == [.reassociationForbidden])
    }

    @Test
    func `roles do not mix`() {
        #expect(codes(primary, instance("r", region: "b", role: .replica)) == [.roleConflict])
        #expect(codes(primary, instance("r", region: "b", role: .primary)) == [.roleConflict])
        #expect(codes(primary, instance("r", region: "b", role: .frozen)) == [.instanceFrozen])
        #expect(codes(instance("p", region: "a", role: .replica), replica) == [.roleConflict])
        #expect(codes(instance("p", region: "a", role: .frozen), replica) == [.instanceFrozen])
        #expect(codes(primary, primary).contains(.roleConflict))
    }

    @Test
    func `all violations are told at once, and the replica finds its own again`() {
        var other = instance("r", region: "a", role: .frozen)
        other.residencyZone = "eu"
        other.accountID = "2"
        other.keyQuota = Quota(limit: 1, used: 1)
        other.secretQuota = Quota(limit: 1, used: 0)
        let all = codes(primary, other, others: 3, pairs: [other.id])
        #expect(
            Set(all) == [
                .sameRegion, .crossBorderForbidden, .accountMismatch, .replicaLimitReached, .replicaNotEmpty,
                .quotaBelowPrimary, .instanceFrozen, .reassociationForbidden,
            ]
        )
        let there = AssociationRule.violationsAtReplica(
            primary: primary,
            candidate: ReplicaCandidate(instance: other, pairs: [])
        )
        #expect(Set(there.map(\.code)) == Set(all).subtracting([.replicaLimitReached, .reassociationForbidden]))
    }
}
