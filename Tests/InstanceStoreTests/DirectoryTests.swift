// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import GRDB
import InstanceStore
import KeyManagement
import KeyVault
import SyncModel
import Synchronization
import Testing

/// A directory of instances.
private final class Place: Sendable {
    let path = NSTemporaryDirectory() + "kmsync-\(UUID().uuidString)"
    let masterKeys: MasterKeyRing

    init() throws {
        masterKeys = MasterKeyRing(first: try .generate())
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// What was told of root keys that were wrapped anew.
    let rewrapped = Mutex<[String]>([])

    func directory(_ keys: MasterKeyRing? = nil) -> InstanceDirectory {
        let host = FileHost(
            clock: { InstancesFixture.start },
            diskFailed: { _, _ in },
            rewrapped: { [self] id, from, to in rewrapped.withLock { $0.append("\(id): \(from) \(to)") } }
        )
        return InstanceDirectory(path: path, masterKeys: keys ?? masterKeys, host: host)
    }

    func with(_ keys: MasterKeyRing? = nil, _ body: (InstanceDirectory) async throws -> Void) async throws {
        let directory = directory(keys)
        _ = try directory.open()
        try await body(directory)
        await withCheckedContinuation { continuation in directory.close { continuation.resume() } }
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// The files but for logs: an empty one may stay.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
            .filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
    }
}

extension InstanceDirectory {
    fileprivate var names: [String] { ids().map(\.description) }

    fileprivate var catalog: FileInstanceCatalog { FileInstanceCatalog(self) { _ in } }

    fileprivate func create(_ id: String) async throws {
        let instance = try NewInstance(id: try InstanceID(id), region: "r")
        _ = try await result { catalog.create(instance, completion: $0) }
    }

    fileprivate func release(_ id: String) async throws {
        let id = try InstanceID(id)
        try await result { catalog.release(id, confirm: id.description, completion: $0) }
    }
}

struct DirectoryTests {
    @Test func `what is created is there after a restart, what is released is not, and its name is free again`()
        async throws
    {
        let place = try Place()
        defer { place.remove() }
        try await place.with { directory in
            for id in ["kst-a", "kst-b"] { try await directory.create(id) }
            await #expect(throws: Refusal.self) { try await directory.create("kst-a") }
            try await directory.release("kst-a")
            #expect(directory.names == ["kst-b"])
            try await directory.create("kst-a")
            try await directory.release("kst-a")
        }
        try await place.with { directory in #expect(directory.names == ["kst-b"]) }
        #expect(place.names == ["kst-b.sqlite"])
    }

    @Test func `a crash in the middle of a creation or a release leaves nothing half made`() async throws {
        let place = try Place()
        defer { place.remove() }
        try await place.with { try await $0.create("kst-a") }
        let file = place.path + "/kst-a.sqlite"
        try FileManager.default.copyItem(atPath: file, toPath: place.path + "/kst-c.sqlite.new")
        try FileManager.default.moveItem(atPath: file, toPath: file + ".released")
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: file + "-wal"))
        try await place.with { directory in #expect(directory.names == []) }
        #expect(place.names.isEmpty)
    }

    @Test func `a release that fails half way leaves the instance as it was`() async throws {
        let place = try Place()
        defer { place.remove() }
        try await place.with { directory in
            try await directory.create("kst-a")
            let id = try InstanceID("kst-a")
            let (first, second) = (try secret("s"), try secret("t"))
            let before = try directory.catalog.secrets(of: id)
            _ = try await result { before.create(first, value: material("kept"), completion: $0) }
            // A file cannot take the name of a directory.
            let obstacle = place.path + "/kst-a.sqlite.released"
            try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: true)
            let refusal = await #expect(throws: Refusal.self) { try await directory.release("kst-a") }
            #expect("\(String(describing: refusal))".contains("rename to"))
            let secrets = try directory.catalog.secrets(of: id)
            #expect(try secrets.value(of: try SecretName("s"), version: nil, stage: nil).value.text == "kept")
            _ = try await result { secrets.create(second, value: material("more"), completion: $0) }
            try FileManager.default.removeItem(atPath: obstacle)
            try await directory.release("kst-a")
            #expect(directory.names == [])
        }
        #expect(place.names == [])
    }

    @Test func `a file that somebody put there meanwhile is not written over`() async throws {
        let place = try Place()
        defer { place.remove() }
        let path = place.path + "/kst-b.sqlite"
        try await place.with { directory in
            try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
            await #expect(throws: Refusal.self) { try await directory.create("kst-b") }
            #expect(directory.names == [])
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1, 2, 3]))
    }

    @Test func `what a release left behind does not take a new instance of the same name with it`() async throws {
        let place = try Place()
        defer { place.remove() }
        try await place.with { try await $0.create("kst-a") }
        let file = place.path + "/kst-a.sqlite"
        try FileManager.default.copyItem(atPath: file, toPath: file + ".released")
        try await place.with { directory in
            #expect(directory.names == ["kst-a"])
            let instance = try directory.catalog.describe(try InstanceID("kst-a"))
            #expect(instance.role == .standalone)
        }
        #expect(place.names == ["kst-a.sqlite"])
    }

    @Test func `a log that an earlier instance left is not replayed into a new one of its name`() async throws {
        let place = try Place()
        defer { place.remove() }
        let old = try Place()
        defer { old.remove() }
        let directory = old.directory()
        _ = try directory.open()
        try await directory.create("kst-a")
        let secrets = try directory.catalog.secrets(of: try InstanceID("kst-a"))
        let secret = try secret("left")
        _ = try await result { secrets.create(secret, value: material("x"), completion: $0) }
        let log = "/kst-a.sqlite-wal"
        try FileManager.default.copyItem(atPath: old.path + log, toPath: place.path + log)
        try await place.with { try await $0.create("kst-a") }
        try await place.with { directory in
            let instance = try directory.catalog.describe(try InstanceID("kst-a"))
            #expect(instance.secretQuota.used == 0)
        }
        await withCheckedContinuation { continuation in directory.close { continuation.resume() } }
    }

    @Test func `a newer, a damaged, a foreign and a misnamed file are left alone, and the others serve`() async throws {
        let place = try Place()
        defer { place.remove() }
        let ids = ["kst-a", "kst-b", "kst-c", "kst-d"]
        try await place.with { directory in for id in ids { try await directory.create(id) } }
        let path = { (id: String) in place.path + "/\(id).sqlite" }
        try DatabaseQueue(path: path("kst-a")).inDatabase { db in try db.execute(sql: "PRAGMA user_version = 77") }
        try Data(repeating: 0x55, count: 9000).write(to: URL(fileURLWithPath: path("kst-b")))
        try DatabaseQueue(path: path("kst-foreign")).inDatabase { try $0.execute(sql: "CREATE TABLE t (x)") }
        try FileManager.default.copyItem(atPath: path("kst-c"), toPath: path("kst-other"))
        try DatabaseQueue(path: path("kst-d")).inDatabase { db in
            try db.execute(sql: "UPDATE instance SET rootKey = zeroblob(length(rootKey))")
        }
        let before = try Data(contentsOf: URL(fileURLWithPath: path("kst-b")))
        let directory = place.directory()
        let unusable = try directory.open()
        let told = Dictionary(uniqueKeysWithValues: unusable.map { ($0.0.description, "\($0.1)") })
        #expect(Set(told.keys) == ["kst-a", "kst-b", "kst-d", "kst-foreign", "kst-other"])
        #expect(told["kst-a"]?.contains("format 77") == true && told["kst-a"]?.contains("up to 1") == true)
        #expect(directory.files().map(\.id.description) == ["kst-c"])
        #expect(throws: Refusal.self) { try directory.catalog.describe(try InstanceID("kst-a")) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path("kst-b"))) == before)
        let tables = try await DatabaseQueue(path: path("kst-foreign")).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema")
        }
        #expect(tables == 1)
        await #expect(throws: Refusal.self) { try await directory.create("kst-b") }
        await withCheckedContinuation { continuation in directory.close { continuation.resume() } }
    }

    @Test func `without the right master key nothing opens, and a restart under a new first key wraps anew`()
        async throws
    {
        let place = try Place()
        defer { place.remove() }
        try await place.with { try await $0.create("kst-a") }
        let new = try MasterKey.generate()
        #expect(throws: VaultError.wrongMasterKey(wanted: place.masterKeys.first.id, offered: [new.id])) {
            try place.directory(MasterKeyRing(first: new)).open()
        }
        try await place.with(MasterKeyRing(first: new, others: [place.masterKeys.first])) { directory in
            let secrets = try directory.catalog.secrets(of: try InstanceID("kst-a"))
            let secret = try secret("s")
            _ = try await result { secrets.create(secret, value: material("kept"), completion: $0) }
        }
        #expect(place.rewrapped.withLock { $0 } == ["kst-a: \(place.masterKeys.first.id) \(new.id)"])
        try await place.with(MasterKeyRing(first: new)) { directory in
            let secrets = try directory.catalog.secrets(of: try InstanceID("kst-a"))
            let value = try secrets.value(of: try SecretName("s"), version: nil, stage: nil)
            #expect(value.value.text == "kept")
        }
        #expect(throws: VaultError.self) { try place.directory().open() }
        #expect(place.rewrapped.withLock { $0.count } == 1)
    }
}
