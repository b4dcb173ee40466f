// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import KeyManagement
import SyncModel
import Synchronization
import Testing

@testable import InstanceStore
@testable import SyncEngine

struct ReplicationAccountTests {
    @Test func `an account has what is known of a resource, its key and the association`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.createKey("k")
        try await fixture.createSecret("s", key: "k")
        fixture.advance(days: 1)
        let number = try await fixture.reserve()
        try await fixture.make(.agree(number))
        fixture.advance(days: 1)
        try await fixture.put("s", "new")
        let failed = try fixture.failure("key/k", .keyQuotaExceeded)
        _ = try await fixture.commit(Progress(2, 2, end: 2, setAside: [failed]), number)
        let account = try #require(try fixture.account("secret/s", number))
        #expect(account.standing.revision == Revision(2) && account.standing.sequence == SequenceNumber(3))
        #expect(account.standing.hasFailedKey && account.standing.setAside == nil && account.isCovered)
        #expect(account.createdAt == InstancesFixture.start && account.changedAt == fixture.now)
        #expect(account.associatedAt == InstancesFixture.start.advanced(by: .seconds(86_400)) && account.endedAt == nil)
        #expect(account.key?.resourceID == .key(KeyID(stored: "k")))
        #expect(account.key?.standing?.setAside?.cause?.code == .keyQuotaExceeded)
        #expect(try fixture.account("secret/nowhere", number) == nil)
    }

    @Test func `what is not selected, and what is deleted and confirmed, has an account that says so`() async throws {
        let fixture = try InstancesFixture()
        for name in ["in", "out"] { try await fixture.createSecret(name) }
        let number = try await fixture.reserve("kst-beijing", .selectedResources, ["secret/in"])
        try await fixture.make(.agree(number))
        #expect(try fixture.account("secret/in", number)?.isCovered == true)
        #expect(try fixture.account("secret/out", number)?.isCovered == false)
        _ = try await fixture.delete("in", .atOnce)
        _ = try await fixture.commit(Progress(2, 3, end: 2), number)
        let positions = try #require(try fixture.store.associations().first).positions
        let query = StandingQuery(
            association: number,
            after: nil,
            resourceID: try ResourceID("secret/in"),
            onlySetAside: false,
            positions: positions,
            limit: 1
        )
        #expect(try fixture.store.standings(query).isEmpty, "It is listed no longer.")
        #expect(try fixture.account("secret/in", number)?.standing.isDeleted == true)
        try await fixture.make(.disassociate(number))
        fixture.advance(days: 1)
        try await fixture.make(.detach(number))
        #expect(try fixture.account("secret/in", number)?.endedAt == fixture.now)
    }

    @Test func `an account is read by keys alone, however many resources there are`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.createKey("k")
        try await fixture.createSecret("s", key: "k")
        let number = try await fixture.reserve()
        let statements = Mutex<[String]>([])
        let account = try fixture.file.read { db in
            db.trace(options: .statement) { event in
                if case .statement(let statement) = event { statements.withLock { $0.append(statement.expandedSQL) } }
            }
            defer { db.trace() }
            let reader = AccountReader(db: db, association: number, type: .allResources)
            return try reader.account(of: .secret(SecretName(stored: "s")))
        }
        #expect(account != nil)
        let read = statements.withLock { $0 }
        #expect(read.count == 3, "\(read)")
        try fixture.file.read { db in
            for statement in read {
                let plan = try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(statement)").map { $0["detail"] as String }
                #expect(
                    !plan.isEmpty && plan.allSatisfy { !$0.hasPrefix("SCAN") || $0.contains("CONSTANT") },
                    "\(plan)"
                )
            }
        }
    }
}

extension InstancesFixture {
    fileprivate func account(_ resource: String, _ number: AssociationNumber) throws -> ResourceAccount? {
        try store.account(of: try ResourceID(resource), association: number)
    }
}
