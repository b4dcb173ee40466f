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

struct ReplicationDiskTests {
    private static func run(_ program: String, _ arguments: String...) -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return -1 }
        process.waitUntilExit()
        return process.terminationStatus
    }

    @Test func `a really full disk refuses changes and loses none, and service resumes with space`() async throws {
        let mount = NSTemporaryDirectory() + "kmsync-full-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: mount, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: mount) }
        guard Self.run("/bin/mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", mount) == 0 else {
            print("SKIPPED: a tmpfs cannot be mounted here; a full disk was NOT tested")
            return
        }
        defer { _ = Self.run("/bin/umount", "-l", mount) }
        let masterKeys = MasterKeyRing(first: try .generate())
        let instance = try NewInstance(id: try InstanceID("kst-full"), region: "r").instance(
            now: InstancesFixture.start
        )
        let path = mount + "/kst-full.sqlite"
        try InstanceFile.create(instance, path: path, masterKeys: masterKeys)
        let failures = Mutex<[String]>([])
        let space = Mutex<[Bool]>([])
        let activities = Mutex(Activities())
        let host = FileHost(
            clock: { InstancesFixture.start },
            diskFailed: { _, error in failures.withLock { $0.append("\(error)") } },
            spaceChanged: { _, isFull in space.withLock { $0.append(isFull) } },
            wrote: { _, activity in activities.withLock { $0.count(activity) } }
        )
        let file = try InstanceFile.open(path: path, masterKeys: masterKeys, host: host)
        let secrets = FileSecretService(file)
        func create(_ number: Int) async throws {
            let secret = try secret("s\(number)")
            let value = material(String(repeating: "x", count: 20_000))
            _ = try await result { secrets.create(secret, value: value, completion: $0) }
        }
        var kept = 0
        var refused = 0
        for number in 0..<400 {
            do {
                try await create(number)
                kept += 1
            } catch Refusal.storageFull {
                refused += 1
                if refused > 20 { break }
            }
        }
        #expect(kept > 10 && refused > 20)
        #expect(failures.withLock { $0 } == [])
        // What is small may still find space now and then, but whoever is told knows how it stands.
        #expect(space.withLock { $0.first == true && $0.last == true && $0.count < 2 * refused })
        let told = activities.withLock { $0 }
        #expect(told.changes == kept && told.full == refused && told.duration > .zero)
        #expect(try file.read { try Int.fetchOne($0, sql: "SELECT secretCount FROM instance") } == kept)
        #expect(Self.run("/bin/mount", "-o", "remount,size=32m", mount) == 0)
        try await create(1000)
        #expect(space.withLock { $0.last == false })
        await withCheckedContinuation { continuation in file.close { continuation.resume() } }
        let again = try InstanceFile.open(path: path, masterKeys: masterKeys, host: host)
        #expect(try again.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM resource") } == kept + 1)
        #expect(try again.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        await withCheckedContinuation { continuation in again.close { continuation.resume() } }
    }
}

/// What a file's writer told of.
private struct Activities {
    var changes = 0
    var full = 0
    var duration = Duration.zero

    mutating func count(_ activity: WriterActivity) {
        switch activity {
        case .committed(let changes, let duration):
            self.changes += changes
            self.duration += duration
        case .commitFailed(.full): full += 1
        case .commitFailed(let error): Issue.record("\(error)")
        case .checkpointed(let duration): self.duration += duration
        }
    }
}
