// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import InstanceStore
import KeyManagement
import SyncModel
import Testing

struct SecretsUnderKeysTests {
    @Test func `a value is sealed under the key's version of that time, and opens after rotations`() async throws {
        let fixture = try InstancesFixture()
        let key = try await fixture.createKey("orders")
        try await fixture.createSecret("a", "one", key: "orders")
        _ = try await result { fixture.keys.rotate(key.id, completion: $0) }
        try await fixture.put("a", "two")
        let covers = try await fixture.write { context in
            try String.fetchAll(
                context.db,
                sql: "SELECT sealedUnder FROM version WHERE sealedUnder <> '' ORDER BY ordinal"
            )
        }
        #expect(covers == ["v1", "v2"])
        #expect(try fixture.value("a", version: "v1") == "one")
        #expect(try fixture.value("a") == "two")
    }

    @Test func `a secret names a key that is there, encrypts and is enabled`() async throws {
        let fixture = try InstancesFixture()
        await #expect(throws: Refusal.keyNotFound(fixture.file.id, key: "nokey")) {
            try await fixture.createSecret("a", key: "nokey")
        }
        let signer = try await fixture.createKey("signer", .ed25519)
        await #expect(throws: Refusal.keyUsageMismatch(signer.id, spec: .ed25519)) {
            try await fixture.createSecret("a", key: "signer")
        }
        let cipher = try await fixture.createKey("cipher")
        _ = try await result { fixture.keys.disable(cipher.id, completion: $0) }
        await #expect(throws: Refusal.keyNotUsable(cipher.id, state: .disabled)) {
            try await fixture.createSecret("a", key: "cipher")
        }
        #expect(try fixture.integer("SELECT secretCount FROM instance") == 0)
    }

    @Test func `while the key is disabled values are neither read nor put, but all else and replication go on`()
        async throws
    {
        let fixture = try InstancesFixture()
        let key = try await fixture.createKey("orders")
        let secret = try await fixture.createSecret("a", "one", key: "orders")
        _ = try await result { fixture.keys.disable(key.id, completion: $0) }
        let unusable = Refusal.keyNotUsable(key.id, state: .disabled)
        #expect(throws: unusable) { try fixture.value("a") }
        await #expect(throws: unusable) { try await fixture.put("a", "two") }
        let update = try SecretUpdate(description: "still here")
        let updated = try await result { fixture.secrets.update(secret.name, update, completion: $0) }
        #expect(updated.description == "still here")
        guard case .secret(let content, let values) = try fixture.content("secret/a") else {
            Issue.record("the secret is not there")
            return
        }
        #expect(content == updated)
        #expect(values.map(\.text) == ["one"])
    }

    @Test func `a secret's row does not open in another secret's place`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.createSecret("a", "one")
        try await fixture.createSecret("b", "two")
        try await fixture.execute(
            "UPDATE version SET sealed = (SELECT sealed FROM version WHERE rowId = 1) WHERE rowId = 2"
        )
        #expect(try fixture.value("a") == "one")
        #expect(storageFailure { _ = try fixture.value("b") }?.contains("secret/b") == true)
    }

    @Test func `at a replica a secret whose key is gone is refused to callers`() async throws {
        let fixture = try InstancesFixture()
        let key = try await fixture.createKey("orders")
        try await fixture.createSecret("a", "one", key: "orders")
        try await fixture.become(.replica)
        try await fixture.apply(.tombstone(.key(key.id), Revision(2)))
        #expect(throws: Refusal.keyNotUsable(key.id, state: .pendingDeletion)) { try fixture.value("a") }
    }
}
