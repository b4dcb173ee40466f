// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import GRDB
import KeyManagement
import ReplicaLink
import SyncEngine
import SyncModel
import Testing

@testable import InstanceStore

struct ApplyTests {
    @Test func `a replica applies, takes a repeat for the same, and keeps what is newer`() async throws {
        let fixture = try await LinkFixture()
        try await fixture.createSecret("a", "one")
        let old = try fixture.load(["secret/a"])
        #expect(try await fixture.push("secret/a") == ["1"])
        #expect(try await fixture.push("secret/a") == ["1"])
        try await fixture.put("a", "two")
        #expect(try await fixture.push("secret/a") == ["2"])
        #expect(LinkFixture.words(await fixture.push(old)) == ["other 2"])
        #expect(try contents(of: fixture.primary) == contents(of: fixture.replica))
    }

    @Test func `other content under the same revision is a conflict, and is not written`() async throws {
        let fixture = try await LinkFixture()
        try await fixture.createSecret("a")
        #expect(try await fixture.push("secret/a") == ["1"])
        let before = try contents(of: fixture.replica)
        try await fixture.execute("UPDATE resource SET description = 'other'", at: fixture.primary)
        #expect(try await fixture.push("secret/a") == ["revision_conflict"])
        #expect(try contents(of: fixture.replica) == before)
    }

    @Test func `an older epoch is fenced, a newer one has to say hello, and then wins`() async throws {
        let fixture = try await LinkFixture()
        try await fixture.createSecret("a")
        #expect(try await fixture.push("secret/a") == ["1"])
        #expect(try await fixture.push("secret/a", epoch: 2) == ["hello again"])
        let stale = fixture.link
        let other = SealedLink(
            primaryID: fixture.primary.id,
            replicaID: fixture.replica.id,
            transport: fixture.transport
        )
        _ = try await withCheckedThrowingContinuation { continuation in
            other.greet(fixture.hello(epoch: 3), deadline: .seconds(3)) { continuation.resume(with: $0) }
        }
        let items = try fixture.load(["secret/a"])
        let fenced = await withCheckedContinuation { continuation in
            stale.push(OutgoingBatch(hello: fixture.hello(), items: items), deadline: .seconds(3)) {
                continuation.resume(returning: $0)
            }
        }
        #expect(LinkFixture.words(fenced) == ["! fenced"])
        await #expect(throws: LinkFailure.self) { try await fixture.greet(epoch: 2) }
        try await fixture.execute("UPDATE resource SET description = 'other'", at: fixture.primary)
        let won = await withCheckedContinuation { continuation in
            let batch = OutgoingBatch(hello: fixture.hello(epoch: 3), items: items)
            other.push(batch, deadline: .seconds(3)) { continuation.resume(returning: $0) }
        }
        #expect(LinkFixture.words(won) == ["1"])
    }

    @Test func `an unknown connection is told to say hello again, and nothing is applied`() async throws {
        let fixture = try await LinkFixture()
        try await fixture.createSecret("a")
        let receiver = ReplicaReceiver(replicaID: fixture.replica.id, store: ReplicaFile(fixture.replica))
        _ = try await fixture.push("secret/a")
        try await fixture.createSecret("b")
        _ = try await fixture.push("secret/b")
        let request = try #require(fixture.transport.requests.last)
        let reply = await withCheckedContinuation { continuation in
            receiver.handle(request) { continuation.resume(returning: $0) }
        }
        #expect(reply == [2])
    }

    @Test func `a secret before its key is told apart, and its neighbours are applied`() async throws {
        let fixture = try await LinkFixture()
        try await fixture.createKey("k")
        try await fixture.createSecret("a", "one", key: "k")
        try await fixture.createSecret("b")
        #expect(try await fixture.push("secret/a", "secret/b") == ["dependency_missing", "1"])
        #expect(try await fixture.push("key/k", "secret/a") == ["1", "1"])
        #expect(try contents(of: fixture.primary) == contents(of: fixture.replica))
    }

    @Test func `a full quota refuses what is new and nothing else`() async throws {
        let fixture = try await LinkFixture(secretLimit: 2)
        for name in ["a", "b"] { try await fixture.createSecret(name) }
        try await fixture.execute("UPDATE instance SET secretLimit = 1", at: fixture.replica)
        #expect(try await fixture.push("secret/a", "secret/b") == ["1", "secret_quota_exceeded"])
        try await fixture.put("a", "two")
        try await fixture.createKey("k")
        #expect(try await fixture.push("secret/a", "secret/b", "key/k") == ["2", "secret_quota_exceeded", "1"])
        try await fixture.delete("a")
        #expect(try await fixture.push("secret/a", "secret/b") == ["3", "1"])
        #expect(try contents(of: fixture.primary) == contents(of: fixture.replica))
    }

    @Test func `a deletion leaves a tombstone, and what is created anew stands above it`() async throws {
        let fixture = try await LinkFixture()
        try await fixture.createSecret("a", "one")
        #expect(try await fixture.push("secret/a") == ["1"])
        let old = try fixture.load(["secret/a"])
        try await fixture.delete("a")
        #expect(try await fixture.push("secret/a") == ["2"])
        #expect(LinkFixture.words(await fixture.push(old)) == ["other 2"])
        let counts = { try fixture.replica.read { try Int.fetchOne($0, sql: "SELECT secretCount FROM instance") } }
        #expect(try counts() == 0)
        try await fixture.createSecret("a", "anew")
        #expect(try await fixture.push("secret/a") == ["3"])
        #expect(try counts() == 1)
        #expect(try contents(of: fixture.primary) == contents(of: fixture.replica))
    }

    @Test func `an alias that moved is where the newest change put it, in whatever order that arrives`() async throws {
        let fixture = try await LinkFixture()
        try await fixture.createKey("a", aliases: ["alias/x"])
        try await fixture.createKey("b")
        let old = try fixture.load(["key/a"])
        #expect(try await fixture.push("key/a", "key/b") == ["1", "1"])
        let (a, b) = (try KeyID("a"), try KeyID("b"))
        let (none, x) = (try KeyUpdate(aliases: []), try KeyUpdate(aliases: ["alias/x"]))
        _ = try await result { fixture.keys.update(a, none, completion: $0) }
        _ = try await result { fixture.keys.update(b, x, completion: $0) }
        #expect(try await fixture.push("key/b") == ["2"])
        _ = await fixture.push(old)
        #expect(try await fixture.push("key/a") == ["2"])
        #expect(try contents(of: fixture.primary) == contents(of: fixture.replica))
    }

    @Test func `a resource that the primary cannot read fails alone`() async throws {
        let fixture = try await LinkFixture()
        for name in ["a", "b", "c"] { try await fixture.createSecret(name) }
        try await fixture.execute(
            "UPDATE resource SET tags = 'no JSON' WHERE resourceId = 'secret/b'",
            at: fixture.primary
        )
        let loaded = try fixture.load(["secret/a", "secret/c"])
        let rows = try fixture.primary.read { try Int64.fetchAll($0, sql: "SELECT rowId FROM resource") }
        let all = try fixture.store.load(rows.map { RowID($0) }, association: fixture.number)
        #expect(all.map { (try? $0.content.get()) != nil } == [true, false, true])
        #expect(LinkFixture.words(await fixture.push(loaded)) == ["1", "1"])
    }
}
