// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
import SyncModel
import Testing

struct SecretLifeCycleTests {
    @Test func `ACSPrevious follows where ACSCurrent was`() throws {
        let secret = try sampleSecret().putting("v2").putting("v3")
        let change = try #require(try secret.moving("ACSCurrent", to: "v1", from: "v3").change)
        #expect(change.resource.layout == ["v1:ACSCurrent", "v2:", "v3:ACSPrevious"])
        #expect(change.resource.revision == secret.revision.next)
        #expect(!change.isUrgent)
    }

    @Test func `going back to the previous version swaps the two`() throws {
        let secret = try sampleSecret().putting("v2")
        #expect(
            try secret.moving("ACSCurrent", to: "v1").change?.resource.layout == ["v1:ACSCurrent", "v2:ACSPrevious"]
        )
    }

    @Test func `a stage that is where it is to go is no change, also when asked for again`() throws {
        let secret = try sampleSecret().putting("v2")
        #expect(try secret.moving("ACSCurrent", to: "v2") == .unchanged)
        #expect(try secret.moving("ACSCurrent", to: "v2", from: "v1") == .unchanged)
    }

    @Test func `a stage is not moved from where it is not, nor to a version that is not there`() throws {
        let secret = try sampleSecret().putting("v2").putting("v3", stages: ["blue"])
        #expect(throws: Refusal.secretVersionNotFound(secret.name, version: id("v1"), stage: "blue")) {
            try secret.moving("blue", to: "v2", from: "v1")
        }
        #expect(throws: Refusal.secretVersionNotFound(secret.name, version: id("v9"), stage: nil)) {
            try secret.moving("blue", to: "v9")
        }
    }

    @Test func `the removal of a stage is urgent`() throws {
        let secret = try sampleSecret().putting("v2", stages: ["blue"])
        let change = try #require(try secret.moving("blue", to: nil, from: "v2").change)
        #expect(change.resource.layout == ["v1:ACSCurrent", "v2:"])
        #expect(change.isUrgent)
        #expect(throws: Refusal.secretVersionNotFound(secret.name, version: id("v1"), stage: "blue")) {
            try secret.moving("blue", to: nil, from: "v1")
        }
    }

    @Test func `ACSCurrent is moved, never removed`() throws {
        #expect(refusedField { _ = try StageMove(stage: "ACSCurrent", to: nil, from: id("v1")) } == "stage")
    }

    @Test func `a move names where to or where from, and these differ`() throws {
        #expect(refusedField { _ = try StageMove(stage: "a", to: nil, from: nil) } == "moveToVersionId")
        #expect(refusedField { _ = try StageMove(stage: "a", to: id("v1"), from: id("v1")) } == "removeFromVersionId")
        #expect(refusedField { _ = try StageMove(stage: "a b", to: id("v1"), from: nil) } == "stage")
    }

    @Test func `an update sets what is given, and is no change where all is so already`() throws {
        let secret = try sampleSecret()
        let updated = try secret.changed(by: .update(try SecretUpdate(description: "db", tags: ["a": "b"])))
        #expect(updated.description == "db")
        #expect(updated.tags == ["a": "b"])
        #expect(updated.revision == Revision(2))
        #expect(try updated.applying(.update(try SecretUpdate(tags: ["a": "b"])), now: later) == .unchanged)
    }

    @Test func `a planned deletion is urgent, 30 days off where no days are given, and can be taken back`() throws {
        let change = try #require(try sampleSecret().applying(.scheduleDeletion(days: nil), now: later).change)
        #expect(change.isUrgent)
        #expect(change.resource.state == .pendingDeletion)
        #expect(change.resource.plannedDeletionAt == later.advanced(by: .seconds(30 * 86_400)))
        #expect(try change.resource.applying(.scheduleDeletion(days: 7), now: later) == .unchanged)
        let restored = try change.resource.changed(by: .restore)
        #expect(restored.state == .active)
        #expect(restored.revision == Revision(3))
        #expect(try restored.applying(.restore, now: later) == .unchanged)
    }

    @Test(arguments: [6, 31, 0, -30]) func `a secret waits 7 to 30 days for its deletion`(days: Int) throws {
        let secret = try sampleSecret()
        #expect(
            refusedField { _ = try secret.applying(.scheduleDeletion(days: days), now: later) } == "recoveryWindowDays"
        )
        #expect(try secret.applying(.scheduleDeletion(days: 7), now: later).change != nil)
    }

    @Test func `a secret that is pending deletion is neither used nor changed`() throws {
        let secret = try sampleSecret().changed(by: .scheduleDeletion(days: nil))
        #expect(refusedField { try secret.admitUse() } == "name")
        #expect(refusedField { _ = try secret.putting("v2") } == "name")
        #expect(refusedField { _ = try secret.moving("a", to: "v1") } == "name")
        let update = try SecretUpdate(description: "x")
        #expect(refusedField { _ = try secret.applying(.update(update), now: later) } == "name")
    }

    @Test func `a forced deletion has no waiting period`() throws {
        #expect(try SecretDeletion(recoveryWindowDays: nil, force: true) == .atOnce)
        #expect(try SecretDeletion(recoveryWindowDays: 9, force: false) == .after(days: 9))
        #expect(try SecretDeletion(recoveryWindowDays: nil, force: nil) == .after(days: nil))
        #expect(refusedField { _ = try SecretDeletion(recoveryWindowDays: 9, force: true) } == "recoveryWindowDays")
    }
}
