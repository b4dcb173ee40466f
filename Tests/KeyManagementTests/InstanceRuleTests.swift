// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
import SyncModel
import Testing

struct InstanceRuleTests {
    private let hangzhou = InstanceID(stored: "kst-hangzhou")

    @Test func `a new instance is standalone and empty, in the zone and account named default`() throws {
        let instance = try NewInstance(id: hangzhou, region: "cn-hangzhou").instance(now: now)
        #expect(instance.role == .standalone)
        #expect(instance.primaryID == nil)
        #expect(instance.residencyZone == "default")
        #expect(instance.accountID == "default")
        #expect(instance.keyQuota == Quota(limit: 100_000, used: 0))
        #expect(instance.secretQuota == Quota(limit: 100_000, used: 0))
        #expect(instance.headSequence == .zero)
        #expect(instance.createdAt == now)
    }

    @Test(arguments: [0, 10_000_000]) func `a quota may be 0 to 10000000`(limit: Int) throws {
        let instance = try NewInstance(id: hangzhou, region: "r", keyLimit: limit, secretLimit: limit)
        #expect(instance.keyLimit == limit)
        #expect(instance.secretLimit == limit)
    }

    @Test(arguments: [-1, 10_000_001]) func `other quotas are refused`(limit: Int) throws {
        #expect(refusedField { _ = try NewInstance(id: hangzhou, region: "r", keyLimit: limit) } == "keyQuota")
        #expect(refusedField { _ = try NewInstance(id: hangzhou, region: "r", secretLimit: limit) } == "secretQuota")
    }

    @Test(arguments: ["", "a b", "ä", "a\n", String(repeating: "x", count: 65)])
    func `regions, zones and accounts are 1 to 64 printable characters without blanks`(text: String) throws {
        #expect(refusedField { _ = try NewInstance(id: hangzhou, region: text) } == "region")
        #expect(refusedField { _ = try NewInstance(id: hangzhou, region: "r", residencyZone: text) } == "residencyZone")
        #expect(refusedField { _ = try NewInstance(id: hangzhou, region: "r", accountID: text) } == "accountId")
    }

    @Test func `an instance takes one resource more only below its quota`() throws {
        try QuotaRule.admitOne(to: hangzhou, quota: Quota(limit: 2, used: 1))
        for used in [2, 3] {
            #expect(throws: Refusal.quotaExceeded(hangzhou, limit: 2)) {
                try QuotaRule.admitOne(to: hangzhou, quota: Quota(limit: 2, used: used))
            }
        }
    }

    @Test func `a release repeats the id, and no association needs the instance`() throws {
        try ReleaseRule.check(hangzhou, confirm: "kst-hangzhou", replicas: [])
        #expect(throws: Refusal.confirmationRequired(expected: "kst-hangzhou")) {
            try ReleaseRule.check(hangzhou, confirm: "yes", replicas: [])
        }
        let replica = InstanceID(stored: "kst-beijing")
        #expect(throws: Refusal.instanceInUse(hangzhou, replicas: [replica])) {
            try ReleaseRule.check(hangzhou, confirm: "kst-hangzhou", replicas: [replica])
        }
    }

    @Test func `a page has 1 to 1000 rows, 100 where no limit is given`() throws {
        #expect(try PageRequest().limit == 100)
        #expect(try PageRequest(limit: 1000, after: "a").after == "a")
        #expect(refusedField { _ = try PageRequest(limit: 0) } == "limit")
        #expect(refusedField { _ = try PageRequest(limit: 1001) } == "limit")
    }
}
