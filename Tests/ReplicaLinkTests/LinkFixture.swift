// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import GRDB
import KeyManagement
import KeyVault
import ReplicaLink
import SyncEngine
import SyncModel
import Synchronization
import TestSupport
import Testing

@testable import InstanceStore

/// A primary and a replica in files of their own, and the link between them, driven by hand.
final class LinkFixture: Sendable {
    static let start = Timestamp(milliseconds: 1_700_000_000_000)

    let directory: String
    let primary: InstanceFile
    let replica: InstanceFile
    let receiver: ReplicaReceiver
    let faults: FaultBoard
    let time = ManualTime()
    let transport: RecordingTransport
    let link: SealedLink
    let number: AssociationNumber

    init(follows: Bool = true, secretLimit: Int? = nil) async throws {
        let path = NSTemporaryDirectory() + "kmsync-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let masterKeys = MasterKeyRing(first: try .generate())
        func open(_ id: String) throws -> InstanceFile {
            let instance = try NewInstance(id: try InstanceID(id), region: id, secretLimit: secretLimit)
            let file = "\(path)/\(id).sqlite"
            try InstanceFile.create(instance.instance(now: Self.start), path: file, masterKeys: masterKeys)
            let host = FileHost(clock: { Self.start }, diskFailed: { _, detail in Issue.record("\(detail)") })
            return try InstanceFile.open(path: file, masterKeys: masterKeys, host: host)
        }
        directory = path
        primary = try open("kst-hangzhou")
        replica = try open("kst-beijing")
        let receiver = ReplicaReceiver(replicaID: replica.id, store: ReplicaFile(replica))
        self.receiver = receiver
        faults = FaultBoard(scheduling: time, chance: { 0.5 })
        let local = LocalTransport(replicaID: replica.id, faults: faults, scheduling: time) { _ in .open(receiver) }
        transport = RecordingTransport(local)
        link = SealedLink(primaryID: primary.id, replicaID: replica.id, transport: transport)
        let store = PrimaryFile(primary)
        let change = AssociationChange.reserve(
            replicaID: replica.id,
            region: "kst-beijing",
            type: .allResources,
            resources: []
        )
        let record = try await withCheckedThrowingContinuation { continuation in
            store.change(change) { continuation.resume(with: $0) }
        }
        number = try #require(record).number
        guard follows else { return }
        #expect(try await follow() == [])
        #expect(try await greet().recorded != nil)
    }

    deinit {
        primary.close {}
        replica.close {}
        try? FileManager.default.removeItem(atPath: directory)
    }

    var store: PrimaryFile { PrimaryFile(primary) }
    var keys: FileKeyService { FileKeyService(primary) }
    var secrets: FileSecretService { FileSecretService(primary) }

    func hello(epoch: Int64 = 1, live: Int64 = 0) -> Hello {
        Hello(
            primaryID: primary.id,
            epoch: Epoch(epoch),
            positions: Positions(backfill: .zero, backfillEnd: .zero, live: SequenceNumber(live)),
            head: primary.headSequence
        )
    }

    func follow() async throws -> [Violation] {
        let instance = try store.instance()
        let key = try store.digestKey(association: number)
        return try await withCheckedThrowingContinuation { continuation in
            link.follow(primary: instance, epoch: Epoch(1), digestKey: key, deadline: .seconds(10)) {
                continuation.resume(with: $0)
            }
        }
    }

    @discardableResult
    func greet(epoch: Int64 = 1) async throws -> ReplicaGreeting {
        try await withCheckedThrowingContinuation { continuation in
            link.greet(hello(epoch: epoch), deadline: .seconds(3)) { continuation.resume(with: $0) }
        }
    }

    func freeze() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            link.freeze(primaryID: primary.id, epoch: Epoch(1), deadline: .seconds(10)) {
                continuation.resume(with: $0.mapError { $0 as any Error })
            }
        }
    }

    func load(_ names: [String]) throws -> [LoadedResource] {
        let rows = try primary.read { db in
            try names.compactMap { try ResourceRecord.find(try ResourceID($0), db)?.rowID }
        }
        return try store.load(rows, association: number)
    }

    func push(_ items: [LoadedResource], epoch: Int64 = 1) async -> PushOutcome {
        await withCheckedContinuation { continuation in
            link.push(OutgoingBatch(hello: hello(epoch: epoch), items: items), deadline: .seconds(10)) {
                continuation.resume(returning: $0)
            }
        }
    }

    /// What the replica says of each, in words.
    func push(_ names: String..., epoch: Int64 = 1) async throws -> [String] {
        let items = try load(names)
        return Self.words(await push(items, epoch: epoch))
    }

    static func words(_ outcome: PushOutcome) -> [String] {
        switch outcome {
        case .answered(let answers):
            answers.map { answer in
                switch answer.result {
                case .held(_, let revision, let digest): digest == answer.digest ? "\(revision)" : "other \(revision)"
                case .failed(let code, _): code.rawValue
                }
            }
        case .helloAgain: ["hello again"]
        case .failed(let failure): ["! \(failure.code.rawValue)"]
        }
    }

    func handle(_ request: [UInt8]) async -> [UInt8] {
        await withCheckedContinuation { continuation in
            receiver.handle(request) { continuation.resume(returning: $0) }
        }
    }

    func write<Value: Sendable>(
        _ file: InstanceFile,
        _ body: @escaping @Sendable (WriteContext) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            file.write(body) { continuation.resume(with: $0) }
        }
    }

    func execute(_ sql: String, at file: InstanceFile) async throws {
        try await write(file) { try $0.db.execute(sql: sql) }
    }

    @discardableResult
    func createKey(_ id: String, _ spec: KeySpec = .aes256, aliases: [String] = []) async throws -> Key {
        let key = try NewKey(id: try KeyID(id), spec: spec, aliases: aliases)
        return try await result { self.keys.create(key, completion: $0) }
    }

    @discardableResult
    func createSecret(_ name: String, _ value: String = "value", key: String? = nil) async throws -> Secret {
        let secret = try NewSecret(
            name: try SecretName(name),
            versionID: nil,
            encryptionKeyID: try key.map { try KeyID($0) }
        )
        let value = Material(Array(value.utf8))
        return try await result { self.secrets.create(secret, value: value, completion: $0) }
    }

    func put(_ name: String, _ value: String) async throws {
        let name = try SecretName(name)
        let version = try NewSecretVersion(id: nil, stages: nil)
        let value = Material(Array(value.utf8))
        _ = try await result { self.secrets.putValue(name, version: version, value: value, completion: $0) }
    }

    func delete(_ name: String) async throws {
        let name = try SecretName(name)
        _ = try await result { self.secrets.delete(name, .atOnce, completion: $0) }
    }
}

/// Waits for a change to call back, and gives what it gave or throws its refusal.
func result<Value: Sendable>(_ change: (@escaping Completion<Value>) -> Void) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        change { continuation.resume(with: $0) }
    }
}

/// All of what an instance holds, in the canonical form that digests are made of, by name.
func contents(of file: InstanceFile) throws -> [String: [UInt8]] {
    try file.read { db in
        let reader = ResourceReader(db, rootKey: file.rootKey)
        var contents: [String: [UInt8]] = [:]
        for name in try String.fetchAll(db, sql: "SELECT resourceId FROM resource") {
            guard let record = try ResourceRecord.find(try ResourceID(name), db) else { continue }
            contents[name] = ContentCodec.encode(try reader.content(of: record)).withUnsafeBytes { Array($0) }
        }
        return contents
    }
}
