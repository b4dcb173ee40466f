// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import InstanceStore
import KeyManagement
import KeyVault
import ReplicaLink
import SyncEngine
import SyncModel
import SyncRuntime
import TestSupport
import Testing

/// A daemon's parts in one process: real files, real links, real time.
final class Region: Sendable {
    let path: String
    let masterKeys: MasterKeyRing
    let directory: InstanceDirectory
    let timetable = Timetable()
    let events = EventHub()
    let faults: FaultBoard
    let synchronizer: Synchronizer
    static let primary = "kst-hangzhou"

    /// Opens what is in the directory and starts.
    init(path: String, masterKeys: MasterKeyRing) throws {
        self.path = path
        self.masterKeys = masterKeys
        let host = FileHost(clock: { SystemClock.wall }, diskFailed: { id, detail in Issue.record("\(id): \(detail)") })
        let directory = InstanceDirectory(path: path, masterKeys: masterKeys, host: host)
        self.directory = directory
        faults = FaultBoard(scheduling: timetable, chance: { .random(in: 0..<1) })
        let receivers = Receivers(directory)
        var policy = ReplicationPolicy()
        policy.retryBase = .milliseconds(10)
        policy.retryCap = .milliseconds(100)
        policy.breakerBase = .milliseconds(20)
        policy.breakerCap = .milliseconds(100)
        policy.holdProbe = .milliseconds(50)
        policy.confirmationDelay = .milliseconds(20)
        policy.connectTimeout = .milliseconds(300)
        policy.requestTimeout = .milliseconds(500)
        synchronizer = Synchronizer(
            Synchronizer.Surroundings(
                stores: directory,
                links: LocalLinks(faults: faults, scheduling: timetable, find: receivers.find),
                jobs: JobQueue(width: 2),
                scheduling: timetable,
                events: events,
                policy: policy,
                replicaLimit: 3,
                seed: 1
            )
        )
        #expect(try directory.open().isEmpty)
        try synchronizer.start()
    }

    /// A new place with a primary and replicas.
    static func make(replicas: String...) async throws -> Region {
        let path = NSTemporaryDirectory() + "kmsync-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let region = try Region(path: path, masterKeys: MasterKeyRing(first: try .generate()))
        for id in [primary] + replicas { try await region.create(id) }
        return region
    }

    func create(_ id: String) async throws {
        let instance = try NewInstance(id: try InstanceID(id), region: id)
        _ = try await result { self.catalog.create(instance, completion: $0) }
    }

    var catalog: FileInstanceCatalog { FileInstanceCatalog(directory) { _ in } }

    func file(_ id: String = primary) throws -> InstanceFile { try #require(directory.file(try InstanceID(id))) }

    /// Another daemon on what the disks held at one moment, as after a crash; this one ends.
    func crash() async throws -> Region {
        let gate = DispatchSemaphore(value: 0)
        let held = Mailbox<Int>()
        let files = directory.files()
        for file in files {
            file.write { _ in
                held.send(1)
                gate.wait()
            } completion: { (_: Result<Void, any Error>) in
            }
        }
        _ = await held.take(files.count)
        let other = NSTemporaryDirectory() + "kmsync-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        for file in files {
            let copy = "\(other)/\(file.id).sqlite"
            try FileManager.default.copyItem(atPath: file.path, toPath: copy)
            try FileManager.default.copyItem(atPath: file.path + "-wal", toPath: copy + "-wal")
        }
        for _ in files { gate.signal() }
        await end()
        return try Region(path: other, masterKeys: masterKeys)
    }

    func end() async {
        await withCheckedContinuation { continuation in synchronizer.stop { continuation.resume() } }
        await withCheckedContinuation { continuation in directory.close { continuation.resume() } }
        try? FileManager.default.removeItem(atPath: path)
    }

    @discardableResult
    func associate(
        _ replica: String,
        _ type: SynchronizationType = .allResources,
        _ resources: [String] = []
    ) async throws -> AssociationView {
        let (primary, replica) = (try InstanceID(Self.primary), try InstanceID(replica))
        let ids = try resources.map { try ResourceID($0) }
        return try await asked {
            self.synchronizer.associate(
                primary: primary,
                replica: replica,
                type: type,
                resources: ids,
                completion: $0
            )
        }
    }

    func wait(_ replica: String? = nil, for resources: [String]? = nil, atMost seconds: Int = 60) async throws {
        let primary = try InstanceID(Self.primary)
        let replica = try replica.map { try InstanceID($0) }
        let ids = try resources.map { try $0.map { try ResourceID($0) } }
        try await asked { completion in
            _ = self.synchronizer.waitUntilSynchronized(
                primary: primary,
                replica: replica,
                resources: ids,
                timeout: .seconds(seconds),
                completion: completion
            )
        }
    }

    func view(_ replica: String) throws -> AssociationView {
        try synchronizer.replica(primary: try InstanceID(Self.primary), replica: try InstanceID(replica))
    }

    /// Changes of every kind, many at once; each number names one resource.
    func change(_ numbers: Range<Int>) async throws {
        let keys = FileKeyService(try file())
        let secrets = FileSecretService(try file())
        // Keys first: secrets name them.
        for number in numbers where number % 20 == 0 { try await Self.change(number, keys, secrets) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in numbers where number % 20 != 0 {
                group.addTask { try await Self.change(number, keys, secrets) }
            }
            try await group.waitForAll()
        }
    }

    /// Every twentieth is a key, and every fifth secret is sealed under one.
    static func name(_ number: Int) -> String { number % 20 == 0 ? "key/k\(number)" : "secret/s\(number)" }

    private static func change(_ number: Int, _ keys: FileKeyService, _ secrets: FileSecretService) async throws {
        let value = Material(Array("value \(UInt64.random(in: .min ... .max))".utf8))
        if number % 20 == 0 {
            let id = try KeyID("k\(number)")
            do {
                let key = try NewKey(
                    id: id,
                    spec: number % 40 == 0 ? .aes256 : .hmacSHA256,
                    aliases: ["alias/\(number)"]
                )
                _ = try await result { keys.create(key, completion: $0) }
            } catch Refusal.keyExists {
                _ = try await result { keys.rotate(id, completion: $0) }
            }
            return
        }
        let name = try SecretName("s\(number)")
        do {
            let key = number % 5 == 1 ? try KeyID("k\(number / 40 * 40)") : nil
            let secret = try NewSecret(name: name, versionID: nil, encryptionKeyID: key)
            _ = try await result { secrets.create(secret, value: value, completion: $0) }
        } catch Refusal.secretExists {
            if number % 7 == 3 {
                _ = try await result { secrets.delete(name, .atOnce, completion: $0) }
            } else {
                let version = try NewSecretVersion(id: nil, stages: nil)
                _ = try await result { secrets.putValue(name, version: version, value: value, completion: $0) }
            }
        }
    }
}

/// Waits for a call of the synchronizer to call back, and gives what it gave or throws its refusal.
func asked<Value: Sendable>(
    _ call: (@escaping @Sendable (Result<Value, SynchronizationRefusal>) -> Void) -> Void
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        call { continuation.resume(with: $0) }
    }
}
