// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import InstanceStore
import KeyManagement
import SyncModel
import Testing

struct InstancesContentTests {
    private func id(_ text: String) -> VersionID { VersionID(stored: text) }

    private func key(_ revision: Int64 = 5, aliases: [(String, Int64)] = []) -> ResourceContent {
        .key(
            Key(
                id: KeyID(stored: "orders"),
                spec: .aes256,
                isEnabled: false,
                plannedDeletionAt: Timestamp(milliseconds: 9),
                primaryVersionID: id("v2"),
                versions: [
                    Key.Version(id: id("v1"), createdAt: Timestamp(milliseconds: 1)),
                    Key.Version(id: id("v2"), createdAt: Timestamp(milliseconds: 2)),
                ],
                aliases: aliases.map { Key.Alias(name: $0.0, sequence: SequenceNumber($0.1)) },
                description: "ä",
                tags: ["a": "b", "c": ""],
                revision: Revision(revision),
                createdAt: Timestamp(milliseconds: 1)
            ),
            materials: [Material(repeatElement(1, count: 32)), Material(repeatElement(2, count: 32))]
        )
    }

    private func secret(
        _ values: [String],
        key: String? = nil,
        revision: Int64 = 5
    ) -> ResourceContent {
        .secret(
            Secret(
                name: SecretName(stored: "a/b"),
                encryptionKeyID: key.map(KeyID.init(stored:)),
                plannedDeletionAt: nil,
                versions: values.indices.map {
                    Secret.Version(
                        id: id("n\(9 - $0)"),
                        stages: $0 == 0 ? ["ACSCurrent", "blue"] : [],
                        createdAt: Timestamp(milliseconds: Int64($0))
                    )
                },
                description: "",
                tags: [:],
                revision: Revision(revision),
                createdAt: Timestamp(milliseconds: 3)
            ),
            values: values.map(material)
        )
    }

    @Test func `a key is read as it was stored, with all its material`() async throws {
        let fixture = try InstancesFixture()
        let content = key(aliases: [("alias/a", 3), ("alias/b", 4)])
        try await fixture.apply(content, epoch: Epoch(7))
        #expect(try fixture.content("key/orders").map(Comparable.init) == Comparable(content))
        let record = try #require(try fixture.record("key/orders"))
        #expect(record.epoch == Epoch(7))
        #expect(record.sequence == nil)
        #expect(try fixture.integer("SELECT keyCount FROM instance") == 1)
    }

    @Test func `a secret is read as it was stored, with the order of its versions`() async throws {
        let fixture = try InstancesFixture()
        let content = secret(["one", "", "three"])
        try await fixture.apply(content)
        #expect(try fixture.content("secret/a/b").map(Comparable.init) == Comparable(content))
    }

    @Test func `what is stored takes the place of everything that was there`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.apply(key(5, aliases: [("alias/a", 3), ("alias/b", 4)]))
        try await fixture.apply(key(6, aliases: [("alias/b", 4)]))
        #expect(try fixture.content("key/orders").map(Comparable.init) == Comparable(key(6, aliases: [("alias/b", 4)])))
        try await fixture.apply(secret(["one", "two", "three"]))
        try await fixture.apply(secret(["four"], revision: 6))
        #expect(try fixture.content("secret/a/b").map(Comparable.init) == Comparable(secret(["four"], revision: 6)))
        #expect(try fixture.integer("SELECT keyCount * 10 + secretCount FROM instance") == 11)
        #expect(try fixture.integer("SELECT count(*) FROM version") == 3)
    }

    @Test func `an alias is with the key that was given it last, whatever arrives first`() async throws {
        for isNewestFirst in [true, false] {
            let fixture = try InstancesFixture()
            let older = key(aliases: [("alias/x", 3)])
            let newer = try await otherKey(alias: Key.Alias(name: "alias/x", sequence: SequenceNumber(8)))
            for content in isNewestFirst ? [newer, older] : [older, newer] { try await fixture.apply(content) }
            #expect(try fixture.keys.describe(.alias("alias/x")).id == KeyID(stored: "other"))
        }
    }

    @Test func `a secret whose key is not there is refused, and nothing of it stays`() async throws {
        let fixture = try InstancesFixture()
        await #expect(throws: ResourceFault.encryptionKeyMissing(KeyID(stored: "orders"))) {
            try await fixture.apply(secret(["one"], key: "orders"))
        }
        #expect(try fixture.record("secret/a/b") == nil)
        try await fixture.apply(key())
        try await fixture.apply(secret(["one"], key: "orders"))
        #expect(try fixture.text("SELECT sealedUnder FROM version WHERE sealedUnder IS NOT NULL") == "v2")
    }

    @Test func `versions without their material are refused`() async throws {
        let fixture = try InstancesFixture()
        guard case .key(let key, let materials) = key() else { return }
        await #expect(throws: ResourceFault.self) {
            try await fixture.apply(.key(key, materials: Array(materials.prefix(1))))
        }
        #expect(try fixture.record("key/orders") == nil)
    }

    @Test func `a tombstone takes the place of a resource, known or not, and is counted once`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.apply(key(aliases: [("alias/a", 3)]))
        for revision in [Int64(6), 7] {
            try await fixture.apply(.tombstone(.key(KeyID(stored: "orders")), Revision(revision)))
            #expect(try fixture.integer("SELECT keyCount FROM instance") == 0)
        }
        try await fixture.apply(.tombstone(.key(KeyID(stored: "never-seen")), Revision(3)))
        try await fixture.apply(.tombstone(.secret(SecretName(stored: "never-seen")), Revision(3)))
        for name in ["key/orders", "key/never-seen", "secret/never-seen"] {
            guard case .tombstone(let id, _) = try fixture.content(name) else {
                Issue.record("\(name) has no tombstone")
                continue
            }
            #expect(id.description == name)
        }
        #expect(try fixture.integer("SELECT count(*) FROM version") == 0)
        #expect(try fixture.integer("SELECT count(*) FROM alias") == 0)
        try await fixture.apply(key(8))
        #expect(try fixture.integer("SELECT keyCount FROM instance") == 1)
    }

    @Test func `a replica's tombstone is unusable at once and erased when the replica's own period ends`() async throws
    {
        let fixture = try InstancesFixture()
        try await fixture.apply(secret(["one"]))
        let end = fixture.now.advanced(by: .seconds(86_400))
        try await fixture.apply(.tombstone(.secret(SecretName(stored: "a/b")), Revision(6)), erasingAt: end)
        try await fixture.become(.replica)
        #expect(throws: Refusal.self) { try fixture.value("a/b") }
        #expect(try fixture.secrets.list(try PageRequest()).rows.isEmpty)
        #expect(try await fixture.destroyDue() == end)
        #expect(try fixture.integer("SELECT count(*) FROM version") == 1)
        fixture.advance(days: 1)
        #expect(try await fixture.destroyDue() == nil)
        #expect(try fixture.integer("SELECT count(*) FROM version") == 0)
        #expect(try fixture.record("secret/a/b")?.revision == Revision(6))
    }

    private func otherKey(alias: Key.Alias) async throws -> ResourceContent {
        let fixture = try InstancesFixture()
        try await fixture.createKey("other")
        guard case .key(var key, let materials) = try fixture.content("key/other") else {
            throw ResourceFault.encryptionKeyMissing(KeyID(stored: "other"))
        }
        key.aliases = [alias]
        return .key(key, materials: materials)
    }
}

/// Content in a form that can be compared.
private struct Comparable: Equatable {
    var key: Key?
    var secret: Secret?
    var tombstone: Revision?
    var materials: [Material] = []

    init(_ content: ResourceContent) {
        switch content {
        case .key(let key, let materials):
            self.key = key
            self.materials = materials
        case .secret(let secret, let values):
            self.secret = secret
            materials = values
        case .tombstone(_, let revision): tombstone = revision
        }
    }
}
