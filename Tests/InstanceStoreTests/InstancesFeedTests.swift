// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import InstanceStore
import KeyManagement
import SyncModel
import Testing

struct InstancesFeedTests {
    @Test func `every accepted change moves its resource to the head, and a refused or empty one moves nothing`()
        async throws
    {
        let fixture = try InstancesFixture()
        let key = try await fixture.createKey("a")
        try await fixture.createSecret("b")
        #expect(try fixture.record("key/a")?.sequence == SequenceNumber(1))
        _ = try await result { fixture.keys.rotate(key.id, completion: $0) }
        #expect(try fixture.record("key/a")?.sequence == SequenceNumber(3))
        _ = try await result { fixture.keys.enable(key.id, completion: $0) }
        await #expect(throws: Refusal.self) { try await fixture.createKey("a") }
        #expect(fixture.file.headSequence == SequenceNumber(3))
        #expect(try fixture.integer("SELECT headSequence FROM instance") == 3)
    }

    @Test func `a disabled key is urgent, and stays so until every association has passed its place`() async throws {
        let fixture = try InstancesFixture()
        let key = try await fixture.createKey("a")
        try await fixture.execute(
            """
            INSERT INTO association (number, replicaId, region, synchronizationType, state, epoch, digestKey,
              backfillPosition, backfillEnd, livePosition, createdAt)
            VALUES (1, 'kst-beijing', 'cn-beijing', 'all_resources', 'active', 1, x'00', 0, 0, 1, 0)
            """
        )
        #expect(try fixture.record("key/a")?.isUrgent == false)
        _ = try await result { fixture.keys.disable(key.id, completion: $0) }
        #expect(try fixture.record("key/a")?.isUrgent == true)
        let update = { (text: String) in try KeyUpdate(description: text) }
        let first = try update("one")
        _ = try await result { fixture.keys.update(key.id, first, completion: $0) }
        #expect(try fixture.record("key/a")?.isUrgent == true)
        try await fixture.execute("UPDATE association SET livePosition = 3")
        let second = try update("two")
        _ = try await result { fixture.keys.update(key.id, second, completion: $0) }
        #expect(try fixture.record("key/a")?.isUrgent == false)
    }

    @Test func `the removal of a stage and every deletion are urgent`() async throws {
        let fixture = try InstancesFixture()
        let secret = try await fixture.createSecret("a")
        let place = try StageMove(stage: "blue", to: VersionID(stored: "v1"), from: nil)
        _ = try await result { fixture.secrets.moveStage(secret.name, place, completion: $0) }
        #expect(try fixture.record("secret/a")?.isUrgent == false)
        let remove = try StageMove(stage: "blue", to: nil, from: VersionID(stored: "v1"))
        _ = try await result { fixture.secrets.moveStage(secret.name, remove, completion: $0) }
        #expect(try fixture.record("secret/a")?.isUrgent == true)
        try await fixture.createSecret("b")
        _ = try await fixture.delete("b")
        #expect(try fixture.record("secret/b")?.isUrgent == true)
    }

    @Test func `the size of a row follows what the resource holds`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.createSecret("a", String(repeating: "x", count: 1000))
        let small = try #require(try fixture.record("secret/a")).size
        #expect((1000...1300).contains(small))
        try await fixture.put("a", String(repeating: "y", count: 5000))
        let large = try #require(try fixture.record("secret/a")).size
        #expect((6000...6500).contains(large))
        _ = try await fixture.delete("a", .atOnce)
        #expect(try #require(try fixture.record("secret/a")).size < 200)
    }

    @Test func `planned deletions are executed when they are due and not before`() async throws {
        let fixture = try InstancesFixture()
        let key = try await fixture.createKey("a")
        try await fixture.createSecret("b")
        #expect(try await fixture.destroyDue() == nil)
        _ = try await result { fixture.keys.scheduleDeletion(key.id, days: 8, completion: $0) }
        _ = try await fixture.delete("b", .after(days: 7))
        let start = InstancesFixture.start
        #expect(try await fixture.destroyDue() == start.advanced(by: .seconds(7 * 86_400)))
        #expect(try fixture.integer("SELECT keyCount + secretCount FROM instance") == 2)
        fixture.advance(days: 7)
        let first = try await fixture.destroy()
        #expect(first.next == start.advanced(by: .seconds(8 * 86_400)))
        #expect(first.destroyed.map(\.description) == ["secret/b"])
        #expect(try fixture.record("secret/b")?.isDeleted == true)
        #expect(try fixture.record("key/a")?.isDeleted == false)
        fixture.advance(days: 1)
        #expect(try await fixture.destroyDue() == nil)
        let tombstone = try #require(try fixture.record("key/a"))
        #expect(tombstone.isDeleted && tombstone.isUrgent && tombstone.revision == Revision(3))
        #expect(tombstone.sequence == fixture.file.headSequence)
        #expect(try fixture.integer("SELECT keyCount + secretCount FROM instance") == 0)
        #expect(try fixture.integer("SELECT count(*) FROM version") == 0)
    }

    @Test(arguments: [InstanceRole.replica, .frozen])
    func `a replica and a frozen instance destroy nothing of their own accord`(role: InstanceRole) async throws {
        let fixture = try InstancesFixture()
        let key = try await fixture.createKey("a")
        _ = try await result { fixture.keys.scheduleDeletion(key.id, days: 7, completion: $0) }
        try await fixture.become(role)
        fixture.advance(days: 400)
        #expect(try await fixture.destroyDue() == nil)
        #expect(try fixture.record("key/a")?.isDeleted == false)
        #expect(try fixture.integer("SELECT count(*) FROM version") == 1)
    }

    @Test func `many due deletions go in batches, and the answer says that there is more`() async throws {
        let fixture = try InstancesFixture()
        for number in 0..<(DueDeletions.maximumBatch + 1) {
            try await fixture.createSecret("s\(number)")
            _ = try await fixture.delete("s\(number)", .after(days: 7))
        }
        fixture.advance(days: 7)
        let next = try #require(try await fixture.destroyDue())
        #expect(next <= fixture.now)
        #expect(try fixture.integer("SELECT secretCount FROM instance") == 1)
        #expect(try await fixture.destroyDue() == nil)
        #expect(try fixture.integer("SELECT secretCount FROM instance") == 0)
    }

    @Test func `a full disk refuses the change, loses nothing, and service resumes with space`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.createSecret("a", "one")
        let pages = try #require(try fixture.integer("PRAGMA page_count"))
        _ = try await fixture.write { context in
            try Int.fetchOne(context.db, sql: "PRAGMA max_page_count = \(pages)")
        }
        await #expect(throws: Refusal.storageFull) {
            try await fixture.put("a", String(repeating: "x", count: 65_536))
        }
        #expect(try fixture.value("a") == "one")
        _ = try await fixture.write { context in
            try Int.fetchOne(context.db, sql: "PRAGMA max_page_count = 1000000")
        }
        try await fixture.put("a", String(repeating: "x", count: 65_536))
        #expect(try fixture.value("a").count == 65_536)
    }
}
