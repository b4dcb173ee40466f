// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import InstanceStore
import KeyManagement
import KeyVault
import SyncModel
import Synchronization
import Testing

struct KeysServiceTests {
    @Test func `a key outlives a restart and still decrypts what it encrypted`() async throws {
        let fixture = try InstancesFixture()
        let asked = try NewKey(
            id: try KeyID("orders"),
            aliases: ["alias/orders"],
            description: "for orders",
            tags: ["team": "shop", "/": "\"ä\\"]
        )
        let created = try await result { fixture.keys.create(asked, completion: $0) }
        let encrypted = try fixture.keys.encrypt(material("hello"), under: .alias("alias/orders"), context: ["a": "b"])
        try await fixture.reopen()
        #expect(try fixture.keys.describe(.id(created.id)) == created)
        #expect(created.createdAt == InstancesFixture.start)
        let decrypted = try fixture.keys.decrypt(encrypted.ciphertext, context: ["a": "b"])
        #expect(decrypted.plaintext.text == "hello")
        #expect(decrypted.keyID == created.id)
        #expect(decrypted.versionID == VersionID(stored: "v1"))
    }

    @Test func `a key without an id gets one that is well-formed and new`() async throws {
        let fixture = try InstancesFixture()
        let asked = try NewKey()
        var ids: Set<KeyID> = []
        for _ in 0..<20 {
            let key = try await result { fixture.keys.create(asked, completion: $0) }
            #expect(try KeyID(key.id.description) == key.id)
            ids.insert(key.id)
        }
        #expect(ids.count == 20)
    }

    @Test func `an id is given once`() async throws {
        let fixture = try InstancesFixture()
        let key = try await fixture.createKey("orders")
        await #expect(throws: Refusal.keyExists(fixture.file.id, key.id)) { try await fixture.createKey("orders") }
        #expect(try fixture.integer("SELECT keyCount FROM instance") == 1)
    }

    @Test func `keys are created up to the quota`() async throws {
        let fixture = try InstancesFixture(keyLimit: 2)
        try await fixture.createKey("a")
        try await fixture.createKey("b")
        await #expect(throws: Refusal.quotaExceeded(fixture.file.id, limit: 2)) { try await fixture.createKey("c") }
        #expect(try fixture.integer("SELECT keyCount FROM instance") == 2)
    }

    @Test func `an alias names one key, which is found by it`() async throws {
        let fixture = try InstancesFixture()
        let first = try await fixture.createKey("a", aliases: ["alias/x"])
        await #expect(throws: Refusal.aliasInUse(alias: "alias/x", by: first.id)) {
            try await fixture.createKey("b", aliases: ["alias/x"])
        }
        let second = try await fixture.createKey("b")
        let taking = try KeyUpdate(aliases: ["alias/x"])
        await #expect(throws: Refusal.aliasInUse(alias: "alias/x", by: first.id)) {
            try await result { fixture.keys.update(second.id, taking, completion: $0) }
        }
        let giving = try KeyUpdate(aliases: [])
        _ = try await result { fixture.keys.update(first.id, giving, completion: $0) }
        #expect(throws: Refusal.keyNotFound(fixture.file.id, key: "alias/x")) {
            try fixture.keys.describe(.alias("alias/x"))
        }
        let taken = try await result { fixture.keys.update(second.id, taking, completion: $0) }
        #expect(try fixture.keys.describe(.alias("alias/x")) == taken)
        #expect(taken.aliases.map(\.sequence) == [fixture.file.headSequence])
    }

    @Test func `keys are listed by pages in the order of their ids, without those that are gone`() async throws {
        let fixture = try InstancesFixture()
        for id in ["d", "b", "a", "c", "a-b"] { try await fixture.createKey(id) }
        try await fixture.createSecret("a")
        try await fixture.apply(.tombstone(.key(try KeyID("c")), Revision(9)))
        let first = try fixture.keys.list(try PageRequest(limit: 2))
        #expect(first.rows.map(\.id.description) == ["a", "a-b"])
        #expect(first.next == "a-b")
        let second = try fixture.keys.list(try PageRequest(limit: 2, after: first.next))
        #expect(second.rows.map(\.id.description) == ["b", "d"])
        #expect(second.next == nil)
        #expect(try fixture.keys.list(try PageRequest(after: "d")).rows.isEmpty)
    }

    @Test func `rotation keeps old versions and encrypts under the new one`() async throws {
        let fixture = try InstancesFixture()
        let key = try await fixture.createKey("orders")
        let old = try fixture.keys.encrypt(material("one"), under: .id(key.id), context: [:])
        let rotated = try await result { fixture.keys.rotate(key.id, completion: $0) }
        #expect(rotated.revision == Revision(2))
        #expect(try fixture.keys.describe(.id(key.id)) == rotated)
        let new = try fixture.keys.encrypt(material("two"), under: .id(key.id), context: [:])
        #expect(new.versionID == VersionID(stored: "v2"))
        #expect(try fixture.keys.decrypt(old.ciphertext, context: [:]).plaintext.text == "one")
        #expect(try fixture.keys.decrypt(new.ciphertext, context: [:]).plaintext.text == "two")
    }

    @Test func `a rotation that is asked for before the creation is durable finds the key`() async throws {
        let fixture = try InstancesFixture()
        let service = fixture.keys
        let key = try NewKey(id: try KeyID("orders"), spec: .ecP256)
        let rotated: Key = try await withCheckedThrowingContinuation { continuation in
            service.create(key) { _ in }
            service.rotate(KeyID(stored: "orders")) { continuation.resume(with: $0) }
        }
        #expect(rotated.versions.count == 2)
        #expect(try service.sign([1], with: .id(rotated.id), algorithm: nil).versionID == VersionID(stored: "v2"))
    }

    @Test func `while a key is made that takes long, the file's writer serves others`() async throws {
        let fixture = try InstancesFixture()
        let service = fixture.keys
        let slow = try NewKey(id: try KeyID("slow"), spec: .rsa4096)
        let quick = try NewKey(id: try KeyID("quick"))
        let order = Mutex<[String]>([])
        let made: Key = try await withCheckedThrowingContinuation { continuation in
            service.create(slow) { result in
                order.withLock { $0.append("slow") }
                continuation.resume(with: result)
            }
            service.create(quick) { _ in order.withLock { $0.append("quick") } }
        }
        #expect(order.withLock { $0 } == ["quick", "slow"])
        #expect(try service.describe(.id(made.id)) == made)
        #expect(try service.sign([1], with: .id(made.id), algorithm: nil).signature.count == 512)
    }

    @Test func `nothing is made for a change that is refused, however often it is asked for`() async throws {
        let fixture = try InstancesFixture(keyLimit: 1)
        try await fixture.createKey("taken")
        let key = try NewKey(id: try KeyID("taken"), spec: .rsa4096)
        let another = try NewKey(id: try KeyID("another"), spec: .rsa4096)
        let start = ContinuousClock.now
        for _ in 0..<200 {
            await #expect(throws: Refusal.keyExists(fixture.file.id, key.id ?? KeyID(stored: ""))) {
                try await result { fixture.keys.create(key, completion: $0) }
            }
            await #expect(throws: Refusal.quotaExceeded(fixture.file.id, limit: 1)) {
                try await result { fixture.keys.create(another, completion: $0) }
            }
        }
        // Four hundred keys of RSA take minutes.
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test func `imported material is used, and is not in the file in the clear`() async throws {
        let fixture = try InstancesFixture()
        let raw = Array("0123456789abcdef0123456789ABCDEF".utf8)
        let text = material("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlBQkNERUY=")
        let asked = try NewKey(id: try KeyID("imported"))
        _ = try await result { fixture.keys.importKey(asked, text: text, completion: $0) }
        guard case .key(_, let materials) = try fixture.content("key/imported") else {
            Issue.record("the key is not there")
            return
        }
        #expect(materials == [Material(raw)])
        #expect(try fixture.holdsInTheClear(Array("imported".utf8)))
        #expect(try !fixture.holdsInTheClear(raw))
    }

    @Test func `material that does not fit the spec is refused`() async throws {
        let fixture = try InstancesFixture()
        for (spec, text) in [(KeySpec.aes256, "AAAA"), (.aes256, "no base64!"), (.ed25519, "AAAA")] {
            let asked = try NewKey(spec: spec)
            do {
                _ = try await result { fixture.keys.importKey(asked, text: material(text), completion: $0) }
                Issue.record("\(spec) was made of \(text)")
            } catch Refusal.invalidInput(let input) {
                #expect(input.field == "material")
            }
        }
        #expect(try fixture.integer("SELECT keyCount FROM instance") == 0)
    }

    @Test(arguments: [InstanceRole.replica, .frozen])
    func `a replica and a frozen instance use their keys and change none`(role: InstanceRole) async throws {
        let fixture = try InstancesFixture()
        let key = try await fixture.createKey("orders")
        try await fixture.become(role)
        let refusal = Refusal.instanceReadOnly(fixture.file.id, role: role)
        await #expect(throws: refusal) { try await fixture.createKey("other") }
        await #expect(throws: refusal) { try await result { fixture.keys.rotate(key.id, completion: $0) } }
        await #expect(throws: refusal) { try await result { fixture.keys.disable(key.id, completion: $0) } }
        let encrypted = try fixture.keys.encrypt(material("x"), under: .id(key.id), context: [:])
        #expect(try fixture.keys.decrypt(encrypted.ciphertext, context: [:]).plaintext.text == "x")
    }

    @Test func `a key that secrets name is not deleted, also while they are pending deletion`() async throws {
        let fixture = try InstancesFixture()
        let key = try await fixture.createKey("orders")
        try await fixture.createSecret("a", key: "orders")
        try await fixture.createSecret("b", key: "orders")
        _ = try await fixture.delete("a")
        await #expect(throws: Refusal.keyInUse(key.id, secretCount: 2)) {
            try await result { fixture.keys.scheduleDeletion(key.id, days: nil, completion: $0) }
        }
        _ = try await fixture.delete("a", .atOnce)
        _ = try await fixture.delete("b", .atOnce)
        let doomed = try await result { fixture.keys.scheduleDeletion(key.id, days: 7, completion: $0) }
        #expect(doomed.state == .pendingDeletion)
    }

    @Test func `a row of one key's material does not open in another's place`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.createKey("a")
        let key = try await fixture.createKey("b")
        try await fixture.execute(
            "UPDATE version SET sealed = (SELECT sealed FROM version WHERE rowId = 1) WHERE rowId = 2"
        )
        let detail = storageFailure { _ = try fixture.keys.encrypt(material("x"), under: .id(key.id), context: [:]) }
        #expect(detail?.contains("key/b") == true)
    }

    @Test func `a hundred changes at once all succeed, each at its own place in the feed`() async throws {
        let fixture = try InstancesFixture()
        let service = fixture.keys
        let asked = try (0..<100).map { try NewKey(id: try KeyID("key-\($0)")) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for key in asked {
                group.addTask { _ = try await result { service.create(key, completion: $0) } }
            }
            try await group.waitForAll()
        }
        #expect(try fixture.integer("SELECT count(DISTINCT sequence) FROM resource") == 100)
        #expect(try fixture.integer("SELECT headSequence FROM instance") == 100)
        #expect(try fixture.integer("SELECT keyCount FROM instance") == 100)
    }
}
