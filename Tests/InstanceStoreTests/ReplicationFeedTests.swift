// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import InstanceStore
import KeyManagement
import SyncModel
import Testing

@testable import SyncEngine

struct ReplicationFeedTests {
    @Test func `pages follow each other without a gap, and tell how far they looked`() async throws {
        let fixture = try InstancesFixture()
        for name in ["a", "b", "c", "d", "e"] { try await fixture.createSecret(name) }
        try await fixture.put("b", "two")
        let number = try await fixture.reserve()
        let first = try fixture.page(number, through: 6, limit: 3)
        #expect(first.rows.map(\.resourceID.description) == ["secret/a", "secret/c", "secret/d"])
        #expect(first.readThrough == SequenceNumber(4))
        let second = try fixture.page(number, after: 4, through: 6, limit: 3)
        #expect(second.rows.map(\.resourceID.description) == ["secret/e", "secret/b"])
        #expect(second.readThrough == SequenceNumber(6))
        #expect(try fixture.page(number, after: 6, through: 6).rows.isEmpty)
    }

    @Test func `a selection sees its own rows and no others, and urgent rows stand in a page of their own`()
        async throws
    {
        let fixture = try InstancesFixture()
        let key = try await fixture.createKey("k")
        try await fixture.createSecret("a", key: "k")
        for name in ["b", "c"] { try await fixture.createSecret(name) }
        let selected = try await fixture.reserve("kst-a", .selectedResources, ["secret/a"])
        let all = try await fixture.reserve("kst-b")
        let seen = try fixture.page(selected)
        #expect(seen.rows.map(\.resourceID.description) == ["key/k", "secret/a"])
        #expect(seen.readThrough == SequenceNumber(1000))
        #expect(seen.rows[1].key?.resourceID == .key(key.id))
        #expect(try fixture.page(all, .urgent).rows.isEmpty)
        _ = try await result { fixture.keys.disable(key.id, completion: $0) }
        _ = try await fixture.delete("b", .atOnce)
        #expect(try fixture.page(all, .urgent).rows.map(\.resourceID.description) == ["key/k", "secret/b"])
        #expect(try fixture.page(selected, .urgent).rows.map(\.resourceID.description) == ["key/k"])
    }

    @Test func `what is set aside is due at its time, and is told in the feed and with the secrets of a key`()
        async throws
    {
        let fixture = try InstancesFixture()
        try await fixture.createKey("k")
        try await fixture.createSecret("a", key: "k")
        try await fixture.createSecret("b")
        let number = try await fixture.reserve()
        let later = fixture.now.advanced(by: .seconds(60))
        let receipt = try await fixture.commit(
            Progress(
                3,
                3,
                end: 3,
                setAside: [
                    try fixture.failure("key/k", .driftAltered, dueAt: later),
                    try fixture.failure("secret/b", .secretQuotaExceeded),
                ]
            ),
            number
        )
        #expect(receipt.nextDueAt == later && receipt.hasSetAside)
        #expect(try fixture.store.readDue(association: number, now: fixture.now, limit: 10).rows.isEmpty)
        #expect(try fixture.store.readDue(association: number, now: fixture.now, limit: 10).nextDueAt == later)
        let due = try fixture.store.readDue(association: number, now: later, limit: 10)
        #expect(due.rows.map(\.resourceID.description) == ["key/k"] && due.nextDueAt == nil)
        let rows = try fixture.page(number).rows
        #expect(rows[0].setAside?.cause?.code == .driftAltered)
        #expect(rows[1].key?.setAside?.cause?.code == .driftAltered && rows[1].setAside == nil)
        #expect(rows[2].setAside?.cause?.code == .secretQuotaExceeded)
        let retried = try await withCheckedThrowingContinuation { continuation in
            let filter = RetryFilter(resources: nil, code: .secretQuotaExceeded)
            fixture.store.forgetBackoff(of: filter, association: number) { continuation.resume(with: $0) }
        }
        #expect(retried == 1)
        let now = try fixture.store.readDue(association: number, now: fixture.now, limit: 10)
        #expect(now.rows.map(\.resourceID.description) == ["secret/b"])
    }

    @Test func `progress is kept whole or not at all`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.createSecret("a")
        let number = try await fixture.reserve()
        try await fixture.make(.agree(number))
        var missing = try fixture.failure("secret/a", .internalError)
        missing.row = RowID(999)
        let bad = Progress(1, 1, end: 1, setAside: [try fixture.failure("secret/a", .internalError), missing])
        await #expect(throws: (any Error).self) { try await fixture.commit(bad, number) }
        let record = try #require(try fixture.store.associations().first)
        #expect(record.positions.backfill == .zero)
        #expect(try fixture.integer("SELECT count(*) FROM setAside") == 0)
    }

    @Test func `a selection grows by all or nothing, with the keys, wherever the positions stand`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.createKey("k")
        try await fixture.createSecret("a", key: "k")
        for name in ["b", "c", "gone"] { try await fixture.createSecret(name) }
        _ = try await fixture.delete("gone", .atOnce)
        let number = try await fixture.reserve("kst-a", .selectedResources, ["secret/b"])
        _ = try await fixture.commit(Progress(6, 6, end: 6), number)
        let ids = { (names: [String]) in try names.map { try ResourceID($0) } }
        let unknown = ResourceSelection.resources(try ids(["secret/a", "secret/none", "secret/gone"]))
        await #expect(throws: UnknownResources.self) { try await fixture.select(unknown, number) }
        #expect(try fixture.integer("SELECT count(*) FROM selection") == 1)
        let growth = try await fixture.select(.resources(try ids(["secret/a", "secret/b", "secret/a"])), number)
        #expect(growth.added.map(\.description) == ["secret/a"] && growth.addedCount == 1)
        #expect(growth.dependencies.map(\.description) == ["key/k"])
        let due = { try fixture.store.readDue(association: number, now: fixture.now, limit: 10).rows }
        #expect(try Set(due().map(\.resourceID.description)) == ["key/k", "secret/a"])
        let all = try await fixture.select(.all, number)
        #expect(all.added.map(\.description) == ["secret/c"] && all.addedCount == 1)
        #expect(try Set(due().map(\.resourceID.description)) == ["key/k", "secret/a", "secret/c"])
        try await fixture.execute("DELETE FROM setAside")
        #expect(try await fixture.select(.all, number).addedCount == 0)
        #expect(try due().isEmpty)
    }

    @Test func `a withdrawn reservation leaves nothing, and one that was agreed to is not withdrawn`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.createSecret("a")
        let first = try await fixture.reserve("kst-a", .selectedResources, ["secret/a"])
        #expect(try fixture.store.instance().role == .primary)
        try await fixture.make(.withdraw(first))
        #expect(try fixture.store.instance().role == .standalone)
        #expect(try fixture.store.pairs().isEmpty)
        let second = try await fixture.reserve("kst-a")
        try await fixture.make(.agree(second))
        try await fixture.make(.withdraw(second))
        #expect(try fixture.store.associations().map(\.stage) == [.bootstrapping])
        try await fixture.become(.replica)
        await #expect(throws: SynchronizationRefusal.self) { try await fixture.reserve("kst-b") }
    }
}
