// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
import SyncModel
import Testing

struct KeyLifeCycleTests {
    @Test func `a new key is enabled and has one version, v1, which is primary`() throws {
        let key = try sampleKey(aliases: ["alias/orders"])
        #expect(key.state == .enabled)
        #expect(key.versions == [Key.Version(id: id("v1"), createdAt: now)])
        #expect(key.primaryVersionID == id("v1"))
        #expect(key.aliases == [Key.Alias(name: "alias/orders", sequence: SequenceNumber(7))])
        #expect(key.revision == Revision(1))
        #expect(key.createdAt == now)
    }

    @Test func `a new key starts at the revision that the caller found free`() throws {
        let key = try NewKey().key(
            id: try KeyID("again"),
            revision: Revision(43),
            sequence: SequenceNumber(1),
            now: now
        )
        #expect(key.revision == Revision(43))
        #expect(key.spec == .aes256)
    }

    @Test func `rotation adds a version and makes it primary, and the old one stays`() throws {
        let change = try #require(try sampleKey().outcome(of: .rotate).change)
        #expect(change.resource.versions.map(\.id) == [id("v1"), id("v2")])
        #expect(change.resource.versions.last?.createdAt == later)
        #expect(change.resource.primaryVersionID == id("v2"))
        #expect(change.resource.revision == Revision(2))
        #expect(change.addedVersion == id("v2"))
        #expect(change.removedVersions.isEmpty)
        #expect(!change.isUrgent)
    }

    @Test func `a key that callers may not use is not rotated`() throws {
        let disabled = try sampleKey().changed(by: .disable)
        #expect(throws: Refusal.keyNotUsable(disabled.id, state: .disabled)) { try disabled.outcome(of: .rotate) }
        let doomed = try sampleKey().changed(by: .scheduleDeletion(days: nil, secretCount: 0))
        #expect(throws: Refusal.keyNotUsable(doomed.id, state: .pendingDeletion)) { try doomed.outcome(of: .rotate) }
    }

    @Test func `a key has at most 1000 versions`() throws {
        var key = try sampleKey()
        for _ in 1..<1000 { key = try key.changed(by: .rotate) }
        #expect(key.versions.count == 1000)
        #expect(Set(key.versions.map(\.id)).count == 1000)
        #expect(refusedField { _ = try key.outcome(of: .rotate) } == "keyId")
    }

    @Test func `disabling is urgent, enabling is not, and both are one revision`() throws {
        let disabling = try #require(try sampleKey().outcome(of: .disable).change)
        #expect(disabling.resource.state == .disabled)
        #expect(disabling.resource.revision == Revision(2))
        #expect(disabling.isUrgent)
        let enabling = try #require(try disabling.resource.outcome(of: .enable).change)
        #expect(enabling.resource.state == .enabled)
        #expect(enabling.resource.revision == Revision(3))
        #expect(!enabling.isUrgent)
    }

    @Test func `the state that a key already has is no change`() throws {
        let key = try sampleKey()
        #expect(try key.outcome(of: .enable) == .unchanged)
        #expect(try key.outcome(of: .cancelDeletion) == .unchanged)
        #expect(try key.changed(by: .disable).outcome(of: .disable) == .unchanged)
    }

    @Test func `a planned deletion is urgent, and 30 days off where no days are given`() throws {
        let change = try #require(
            try sampleKey().outcome(of: .scheduleDeletion(days: nil, secretCount: 0)).change
        )
        #expect(change.resource.state == .pendingDeletion)
        #expect(change.resource.plannedDeletionAt == later.advanced(by: .seconds(30 * 86_400)))
        #expect(change.resource.revision == Revision(2))
        #expect(change.isUrgent)
    }

    @Test(arguments: [7, 366]) func `a key may wait 7 to 366 days for its deletion`(days: Int) throws {
        let key = try sampleKey().changed(by: .scheduleDeletion(days: days, secretCount: 0))
        #expect(key.plannedDeletionAt == later.advanced(by: .seconds(days * 86_400)))
    }

    @Test(arguments: [-1, 0, 6, 367, Int.max]) func `other waiting periods of a key are refused`(days: Int) throws {
        let key = try sampleKey()
        #expect(
            refusedField { _ = try key.outcome(of: .scheduleDeletion(days: days, secretCount: 0)) }
                == "pendingWindowDays"
        )
    }

    @Test func `a second planned deletion leaves the first one's date`() throws {
        let key = try sampleKey().changed(by: .scheduleDeletion(days: 9, secretCount: 0))
        #expect(try key.outcome(of: .scheduleDeletion(days: 300, secretCount: 0)) == .unchanged)
    }

    @Test func `a key that secrets name is not deleted`() throws {
        let key = try sampleKey()
        #expect(throws: Refusal.keyInUse(key.id, secretCount: 3)) {
            try key.outcome(of: .scheduleDeletion(days: nil, secretCount: 3))
        }
    }

    @Test(arguments: [true, false])
    func `a cancelled deletion gives a key back the state that it had`(wasEnabled: Bool) throws {
        var key = try sampleKey()
        if !wasEnabled { key = try key.changed(by: .disable) }
        let before = key.state
        key = try key.changed(by: .scheduleDeletion(days: nil, secretCount: 0))
        let change = try #require(try key.outcome(of: .cancelDeletion).change)
        #expect(change.resource.state == before)
        #expect(change.resource.plannedDeletionAt == nil)
        #expect(change.resource.revision == key.revision.next)
        #expect(!change.isUrgent)
    }

    @Test func `a key that is pending deletion is neither enabled, disabled nor updated`() throws {
        let key = try sampleKey().changed(by: .scheduleDeletion(days: nil, secretCount: 0))
        let refusal = Refusal.keyNotUsable(key.id, state: .pendingDeletion)
        let update = try KeyUpdate(description: "other")
        for change in [KeyChange.enable, .disable, .update(update)] {
            #expect(throws: refusal) { try key.outcome(of: change) }
        }
    }

    @Test func `only an enabled key may be used`() throws {
        let key = try sampleKey()
        try key.admitUse()
        #expect(throws: Refusal.keyNotUsable(key.id, state: .disabled)) {
            try key.changed(by: .disable).admitUse()
        }
        #expect(throws: Refusal.keyNotUsable(key.id, state: .pendingDeletion)) {
            try key.changed(by: .scheduleDeletion(days: nil, secretCount: 0)).admitUse()
        }
    }
}
