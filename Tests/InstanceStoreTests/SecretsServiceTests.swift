// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import InstanceStore
import KeyManagement
import SyncModel
import Testing

struct SecretsServiceTests {
    @Test(arguments: ["", "swordfish", String(repeating: "x", count: 65_536)])
    func `a value outlives a restart`(value: String) async throws {
        let fixture = try InstancesFixture()
        let created = try await fixture.createSecret("shop/password", value)
        try await fixture.reopen()
        #expect(try fixture.value("shop/password") == value)
        #expect(try fixture.secrets.describe(created.name) == created)
    }

    @Test func `a value is not in the file in the clear, nor is a key's`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.createKey("orders")
        try await fixture.createSecret("under-root", "swordfish-of-the-root")
        try await fixture.createSecret("under-key", "swordfish-of-the-key", key: "orders")
        #expect(try fixture.holdsInTheClear(Array("secret/under-key".utf8)))
        #expect(try !fixture.holdsInTheClear(Array("swordfish".utf8)))
    }

    @Test func `a name is given once, also while it is pending deletion`() async throws {
        let fixture = try InstancesFixture(secretLimit: 1)
        let secret = try await fixture.createSecret("a")
        let exists = Refusal.secretExists(fixture.file.id, secret.name)
        await #expect(throws: exists) { try await fixture.createSecret("a") }
        _ = try await fixture.delete("a")
        await #expect(throws: exists) { try await fixture.createSecret("a") }
        await #expect(throws: Refusal.quotaExceeded(fixture.file.id, limit: 1)) { try await fixture.createSecret("b") }
    }

    @Test func `a value of more than 65536 bytes is refused`() async throws {
        let fixture = try InstancesFixture()
        let long = String(repeating: "x", count: 65_537)
        await #expect(throws: Refusal.valueTooLarge(limit: 65_536)) { try await fixture.createSecret("a", long) }
        try await fixture.createSecret("a")
        await #expect(throws: Refusal.valueTooLarge(limit: 65_536)) { try await fixture.put("a", long) }
    }

    @Test func `a version that is put again with the same value changes nothing, with another it is refused`()
        async throws
    {
        let fixture = try InstancesFixture()
        try await fixture.createSecret("a", "one")
        let first = try await fixture.put("a", "two", version: "second")
        let head = try fixture.integer("SELECT headSequence FROM instance")
        let again = try await fixture.put("a", "two", version: "second")
        #expect(again.secret == first.secret)
        #expect(again.versionID == VersionID(stored: "second"))
        #expect(try fixture.integer("SELECT headSequence FROM instance") == head)
        await #expect(throws: Refusal.versionContentConflict(first.secret.name, VersionID(stored: "second"))) {
            try await fixture.put("a", "three", version: "second")
        }
        #expect(try fixture.value("a") == "two")
    }

    @Test func `values are read by version, by stage and as the current one`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.createSecret("a", "one")
        try await fixture.put("a", "two")
        try await fixture.put("a", "three", stages: ["blue"])
        #expect(try fixture.value("a") == "two")
        #expect(try fixture.value("a", stage: "ACSPrevious") == "one")
        #expect(try fixture.value("a", version: "v3") == "three")
        #expect(try fixture.value("a", version: "v3", stage: "blue") == "three")
        let name = try SecretName("a")
        #expect(throws: Refusal.secretVersionNotFound(name, version: VersionID(stored: "v1"), stage: "blue")) {
            try fixture.value("a", version: "v1", stage: "blue")
        }
        let read = try fixture.secrets.value(of: name, version: nil, stage: nil)
        #expect(read.version.stages == ["ACSCurrent"])
    }

    @Test func `stage moves are in the file`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.createSecret("a", "one")
        try await fixture.put("a", "two")
        let name = try SecretName("a")
        let move = try StageMove(stage: "ACSCurrent", to: VersionID(stored: "v1"), from: VersionID(stored: "v2"))
        let moved = try await result { fixture.secrets.moveStage(name, move, completion: $0) }
        #expect(moved.versions.map(\.stages) == [["ACSCurrent"], ["ACSPrevious"]])
        #expect(try fixture.secrets.describe(name) == moved)
        #expect(try fixture.value("a") == "one")
    }

    @Test func `the file holds the ten versions that are left, and a made-up id never comes again`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.createSecret("a", "value 1")
        var ids: [String] = ["v1"]
        for number in 2...25 { ids.append(try await fixture.put("a", "value \(number)").versionID.description) }
        #expect(Set(ids).count == 25)
        let secret = try fixture.secrets.describe(try SecretName("a"))
        #expect(secret.versions.map(\.id.description) == Array(ids.suffix(10)))
        #expect(try fixture.integer("SELECT count(*) FROM version") == 10)
        #expect(try fixture.value("a", version: ids[15]) == "value 16")
        #expect(secret.revision == Revision(25))
    }

    @Test func `secrets are listed by pages in the order of their names' bytes`() async throws {
        let fixture = try InstancesFixture()
        for name in ["b", "a/b", "a", "Z", "a-b", "c"] { try await fixture.createSecret(name) }
        _ = try await fixture.delete("c", .atOnce)
        try await fixture.createKey("key")
        let first = try fixture.secrets.list(try PageRequest(limit: 3))
        #expect(first.rows.map(\.name.description) == ["Z", "a", "a-b"])
        let second = try fixture.secrets.list(try PageRequest(limit: 3, after: first.next))
        #expect(second.rows.map(\.name.description) == ["a/b", "b"])
        #expect(second.next == nil)
    }

    @Test func `a secret that is pending deletion is not read, and is read again once restored`() async throws {
        let fixture = try InstancesFixture()
        let secret = try await fixture.createSecret("a", "one")
        let planned = try await fixture.delete("a", .after(days: 7))
        #expect(planned == InstancesFixture.start.advanced(by: .seconds(7 * 86_400)))
        #expect(throws: Refusal.self) { try fixture.value("a") }
        #expect(try fixture.secrets.describe(secret.name).state == .pendingDeletion)
        let restored = try await result { fixture.secrets.restore(secret.name, completion: $0) }
        #expect(restored.revision == Revision(3))
        #expect(try fixture.value("a") == "one")
    }

    @Test func `a forced deletion leaves a tombstone without a value, and a secret of the name starts above it`()
        async throws
    {
        let fixture = try InstancesFixture()
        let secret = try await fixture.createSecret("a", "one")
        try await fixture.put("a", "two")
        #expect(try await fixture.delete("a", .atOnce) == nil)
        #expect(throws: Refusal.secretNotFound(fixture.file.id, secret.name)) { try fixture.value("a") }
        await #expect(throws: Refusal.secretNotFound(fixture.file.id, secret.name)) {
            try await fixture.delete("a", .atOnce)
        }
        #expect(try fixture.integer("SELECT count(*) FROM version") == 0)
        #expect(try fixture.integer("SELECT secretCount FROM instance") == 0)
        let tombstone = try #require(try fixture.record("secret/a"))
        #expect(tombstone.isDeleted && tombstone.isUrgent && tombstone.revision == Revision(3))
        let again = try await fixture.createSecret("a", "three")
        #expect(again.revision == Revision(4))
        #expect(again.versions.map(\.id.description) == ["v1"])
        #expect(try fixture.value("a") == "three")
        #expect(try fixture.integer("SELECT secretCount FROM instance") == 1)
    }

    @Test func `new secrets start above the revisions of collected tombstones`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.execute("UPDATE instance SET revisionFloor = 41")
        #expect(try await fixture.createSecret("a").revision == Revision(42))
        #expect(try await fixture.createKey("a").revision == Revision(42))
    }

    @Test(arguments: [InstanceRole.replica, .frozen])
    func `a replica and a frozen instance give values and take none`(role: InstanceRole) async throws {
        let fixture = try InstancesFixture()
        try await fixture.createSecret("a", "one")
        try await fixture.become(role)
        let refusal = Refusal.instanceReadOnly(fixture.file.id, role: role)
        await #expect(throws: refusal) { try await fixture.createSecret("b") }
        await #expect(throws: refusal) { try await fixture.put("a", "two") }
        await #expect(throws: refusal) { try await fixture.delete("a", .atOnce) }
        #expect(try fixture.value("a") == "one")
    }
}
