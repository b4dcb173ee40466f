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

struct FollowTests {
    private func role(_ file: InstanceFile) throws -> InstanceRole { try PrimaryFile(file).instance().role }

    @Test func `to follow is atomic, and to be asked again changes nothing`() async throws {
        let fixture = try await LinkFixture(follows: false)
        try await fixture.execute("UPDATE instance SET secretLimit = 0", at: fixture.replica)
        #expect(try await fixture.follow().map(\.code) == [.quotaBelowPrimary])
        #expect(try role(fixture.replica) == .standalone)
        #expect(try ReplicaFile(fixture.replica).candidate().pairs == [])
        try await fixture.execute("UPDATE instance SET secretLimit = 100000", at: fixture.replica)
        #expect(try await fixture.follow() == [])
        #expect(try await fixture.follow() == [])
        #expect(try role(fixture.replica) == .replica)
        #expect(try ReplicaFile(fixture.replica).candidate().pairs == [fixture.primary.id])
    }

    @Test func `a freeze is final, whatever epoch comes later, and again changes nothing`() async throws {
        let fixture = try await LinkFixture()
        try await fixture.createSecret("a", "one")
        #expect(try await fixture.push("secret/a") == ["1"])
        try await fixture.freeze()
        let frozen = try contents(of: fixture.replica)
        let epoch = { try fixture.replica.read { try Int.fetchOne($0, sql: "SELECT epoch FROM following") } }
        #expect(try epoch() == 2)
        try await fixture.freeze()
        #expect(try epoch() == 2)
        try await fixture.put("a", "two")
        #expect(try await fixture.push("secret/a") == ["! fenced"])
        for newer in [1, 2, 3, 1000] as [Int64] {
            await #expect(throws: LinkFailure.self) { try await fixture.greet(epoch: newer) }
        }
        let batch = ReceivedBatch(
            primaryID: fixture.primary.id,
            epoch: Epoch(2),
            positions: fixture.hello().positions,
            head: .zero,
            items: []
        )
        let refused = await withCheckedContinuation { continuation in
            ReplicaFile(fixture.replica).apply(batch) { continuation.resume(returning: $0) }
        }
        #expect(throws: BatchRefusal.self) { try refused.get() }
        #expect(try contents(of: fixture.replica) == frozen)
        #expect(try await fixture.follow().map(\.code).contains(.instanceFrozen))
        #expect(try role(fixture.replica) == .frozen)
    }

    @Test func `an end before the beginning fences the request to follow that is still on its way`() async throws {
        let fixture = try await LinkFixture(follows: false)
        try await fixture.freeze()
        #expect(try role(fixture.replica) == .standalone)
        #expect(try await fixture.follow().map(\.code) == [.reassociationForbidden])
        #expect(try role(fixture.replica) == .standalone)
    }

    @Test func `a stranger may neither greet nor push`() async throws {
        let fixture = try await LinkFixture()
        let stranger = try InstanceID("kst-stranger")
        let link = SealedLink(primaryID: stranger, replicaID: fixture.replica.id, transport: fixture.transport)
        var hello = fixture.hello()
        hello.primaryID = stranger
        let greeting = hello
        await #expect(throws: LinkFailure.self) {
            _ = try await withCheckedThrowingContinuation { continuation in
                link.greet(greeting, deadline: .seconds(3)) { continuation.resume(with: $0) }
            }
        }
        let batch = ReceivedBatch(
            primaryID: stranger,
            epoch: Epoch(1),
            positions: hello.positions,
            head: .zero,
            items: []
        )
        let refused = await withCheckedContinuation { continuation in
            ReplicaFile(fixture.replica).apply(batch) { continuation.resume(returning: $0) }
        }
        #expect(throws: BatchRefusal.self) { try refused.get() }
    }

    @Test func `a replica serves after the primary's file is gone`() async throws {
        let fixture = try await LinkFixture()
        try await fixture.createKey("k")
        try await fixture.createSecret("a", "kept", key: "k")
        #expect(try await fixture.push("key/k", "secret/a") == ["1", "1"])
        await withCheckedContinuation { continuation in fixture.primary.close { continuation.resume() } }
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: fixture.primary.path + suffix)
        }
        let services = (FileSecretService(fixture.replica), FileKeyService(fixture.replica))
        let value = try services.0.value(of: try SecretName("a"), version: nil, stage: nil).value
        #expect(value == Material(Array("kept".utf8)))
        let sealed = try services.1.encrypt(value, under: try KeyReference("k"), context: [:])
        #expect(try services.1.decrypt(sealed.ciphertext, context: [:]).plaintext == value)
        let name = try SecretName("b")
        let secret = try NewSecret(name: name, versionID: nil, encryptionKeyID: nil)
        await #expect(throws: Refusal.self) {
            try await result { services.0.create(secret, value: value, completion: $0) }
        }
    }
}
