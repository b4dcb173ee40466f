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

/// One real instance's file in a directory of its own, with a clock that tests set.
final class InstancesFixture: Sendable {
    static let start = Timestamp(milliseconds: 1_700_000_000_000)

    let directory: String
    let path: String
    let masterKeys: MasterKeyRing
    private let time = Mutex(start)
    private let opened: Mutex<InstanceFile>

    init(_ id: String = "kst-hangzhou", keyLimit: Int? = nil, secretLimit: Int? = nil) throws {
        directory = NSTemporaryDirectory() + "kmsync-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        path = directory + "/\(id).sqlite"
        masterKeys = MasterKeyRing(first: try .generate())
        let instance = try NewInstance(
            id: try InstanceID(id),
            region: "cn-hangzhou",
            keyLimit: keyLimit,
            secretLimit: secretLimit
        )
        .instance(now: Self.start)
        try InstanceFile.create(instance, path: path, masterKeys: masterKeys)
        let host = FileHost(clock: { Self.start }, diskFailed: { _, detail in Issue.record("\(detail)") })
        opened = Mutex(try InstanceFile.open(path: path, masterKeys: masterKeys, host: host))
        try reopenWithClock()
    }

    deinit {
        file.close {}
        try? FileManager.default.removeItem(atPath: directory)
    }

    var file: InstanceFile { opened.withLock { $0 } }
    var keys: FileKeyService { FileKeyService(file) }
    var secrets: FileSecretService { FileSecretService(file) }
    var now: Timestamp { time.withLock { $0 } }

    func advance(days: Int) { time.withLock { $0 = $0.advanced(by: .seconds(days * 86_400)) } }

    /// Closes the file and opens it again, as a restart of the daemon does.
    func reopen() async throws {
        let file = file
        await withCheckedContinuation { continuation in file.close { continuation.resume() } }
        try reopenWithClock()
    }

    private func reopenWithClock() throws {
        let host = FileHost(clock: { [weak self] in self?.now ?? Self.start }, diskFailed: { _, _ in })
        let file = try InstanceFile.open(path: path, masterKeys: masterKeys, host: host)
        opened.withLock { $0 = file }
    }

    /// Whether any file of the instance holds these bytes.
    func holdsInTheClear(_ bytes: some DataProtocol) throws -> Bool {
        try ["", "-wal"].contains { suffix in
            guard FileManager.default.fileExists(atPath: path + suffix) else { return false }
            return try Data(contentsOf: URL(fileURLWithPath: path + suffix)).range(of: Data(bytes)) != nil
        }
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (WriteContext) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            file.write(body) { continuation.resume(with: $0) }
        }
    }

    func execute(_ sql: String) async throws { try await write { try $0.db.execute(sql: sql) } }

    func integer(_ sql: String) throws -> Int? { try file.read { try Int.fetchOne($0, sql: sql) } }

    func text(_ sql: String) throws -> String? { try file.read { try String.fetchOne($0, sql: sql) } }

    func become(_ role: InstanceRole) async throws {
        let primary = role.acceptsChanges ? "NULL" : "'kst-beijing'"
        try await execute("UPDATE instance SET role = '\(role.rawValue)', primaryId = \(primary)")
    }

    func destroyDue() async throws -> Timestamp? { try await destroy().next }

    func destroy() async throws -> DueDeletions.Outcome {
        try await result { DueDeletions(self.file).destroyDue(self.now, completion: $0) }
    }
}

/// What `body` is refused with; nil where it is accepted or fails otherwise.
func refusal(of body: () throws -> Void) -> Refusal? {
    do {
        try body()
        return nil
    } catch {
        return error as? Refusal
    }
}

/// The detail of a storage failure that `body` is refused with.
func storageFailure(of body: () throws -> Void) -> String? {
    if case .storageFailed(let detail) = refusal(of: body) { detail } else { nil }
}

/// Waits for a change to call back, and gives what it gave or throws its refusal.
func result<Value: Sendable>(_ change: (@escaping Completion<Value>) -> Void) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        change { continuation.resume(with: $0) }
    }
}

func secret(_ name: String, key: KeyID? = nil, version: String? = nil) throws -> NewSecret {
    try NewSecret(
        name: try SecretName(name),
        versionID: try version.map { try VersionID($0) },
        encryptionKeyID: key
    )
}

func material(_ text: String) -> Material { Material(Array(text.utf8)) }

extension Material {
    var text: String { withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }
}

extension InstancesFixture {
    @discardableResult
    func createKey(_ id: String, _ spec: KeySpec = .aes256, aliases: [String] = []) async throws -> Key {
        let key = try NewKey(id: try KeyID(id), spec: spec, aliases: aliases)
        return try await result { self.keys.create(key, completion: $0) }
    }

    @discardableResult
    func createSecret(_ name: String, _ value: String = "value", key: String? = nil) async throws -> Secret {
        let secret = try secret(name, key: try key.map { try KeyID($0) })
        return try await result { self.secrets.create(secret, value: material(value), completion: $0) }
    }

    @discardableResult
    func put(
        _ name: String,
        _ value: String,
        version: String? = nil,
        stages: [String]? = nil
    ) async throws -> SecretPut {
        let version = try NewSecretVersion(id: try version.map { try VersionID($0) }, stages: stages)
        let name = try SecretName(name)
        return try await result {
            self.secrets.putValue(name, version: version, value: material(value), completion: $0)
        }
    }

    func delete(_ name: String, _ deletion: SecretDeletion = .after(days: nil)) async throws -> Timestamp? {
        let name = try SecretName(name)
        return try await result { self.secrets.delete(name, deletion, completion: $0) }
    }

    func value(_ name: String, version: String? = nil, stage: String? = nil) throws -> String {
        try secrets.value(of: try SecretName(name), version: version.map(VersionID.init(stored:)), stage: stage)
            .value.text
    }

    /// What the file holds of a resource, opened, as replication reads it.
    func content(_ id: String) throws -> ResourceContent? {
        try file.read { db in
            try ResourceRecord.find(try ResourceID(id), db).map {
                try ResourceReader(db, rootKey: file.rootKey).content(of: $0)
            }
        }
    }

    func record(_ id: String) throws -> ResourceRecord? {
        try file.read { db in try ResourceRecord.find(try ResourceID(id), db) }
    }

    /// Stores a resource as a replica's apply does.
    func apply(
        _ content: ResourceContent,
        epoch: Epoch = Epoch(1),
        erasingAt: Timestamp? = nil
    ) async throws {
        let rootKey = file.rootKey
        _ = try await write { context in
            try ResourceWriter(context, rootKey: rootKey).replace(
                try ResourceRecord.find(content.id, context.db),
                with: content,
                stamp: ResourceStamp(sequence: nil, epoch: epoch, changedAt: context.now),
                erasingAt: erasingAt
            )
            .revision
        }
    }
}
