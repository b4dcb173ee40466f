// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Dispatch
import Foundation
import InstanceStore
import KeyManagement
import KeyVault
import SyncEngine
import SyncModel
import Synchronization
import TestSupport
import Testing

@testable import kmsyncd

struct FileRecoveryTests {
    private let place: TemporaryDirectory
    private let log: LogFile
    private let time = ManualTime()
    private let directory: InstanceDirectory
    private let recovery: FileRecovery
    private let id: InstanceID
    /// Where the file lies, and whither it goes, as if its disk were gone.
    private let (path, away): (String, String)

    init() throws {
        place = try TemporaryDirectory()
        log = try LogFile()
        id = try InstanceID("beijing")
        (path, away) = ("\(place.path)/beijing.sqlite", "\(place.path)/away")
        let keys = MasterKeyRing(first: try .generate())
        let instance = try NewInstance(id: id, region: "r").instance(now: time.now.wall)
        try InstanceFile.create(instance, path: path, masterKeys: keys)
        let wall = time.now.wall
        directory = InstanceDirectory(
            path: place.path,
            masterKeys: keys,
            host: FileHost(clock: { wall }, diskFailed: { _, error in Issue.record("\(error)") })
        )
        recovery = FileRecovery(
            scheduling: time,
            policy: RetryPolicy(base: .seconds(1), cap: .seconds(300)),
            journal: JournalWriter(log.logger(), policy: ReplicationPolicy()),
            seed: 7
        )
        // A directory in its place is a file that cannot be opened.
        try FileManager.default.moveItem(atPath: path, toPath: away)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try #require(try directory.open().map(\.0) == [id])
    }

    @Test func `a file is opened again after growing waits, said once, and whoever waits for it is told`() async throws
    {
        recovery.recover(id, in: directory, after: .failed(detail: "gone"))
        var waits: [Duration] = []
        for _ in 0..<6 {
            let wait = try #require(time.firstWait)
            waits.append(wait)
            time.advance(by: wait)
            await recovery.idle()
        }
        for (number, wait) in waits.enumerated() {
            let ceiling = Duration.seconds(1 << number)
            #expect(wait >= ceiling / 2 && wait <= ceiling, "wait \(number + 1) is \(wait)")
        }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: away, toPath: path)
        let told = Mutex<[InstanceID]>([])
        recovery.observe { id in told.withLock { $0.append(id) } }
        time.advance(by: .seconds(64))
        await recovery.idle()
        #expect(told.withLock { $0 } == [id])
        #expect(directory.file(id) != nil && time.firstWait == nil)
        let lines = try log.lines()
        #expect(lines.filter { $0.contains("is open again") }.count == 1, "\(lines)")
        #expect(lines.filter { $0.contains("cannot be used") }.count <= 2, "\(lines)")
        // What fails again soon counts on; what was well for a while starts anew.
        recovery.recover(id, in: directory, after: .failed(detail: "again"))
        #expect(try #require(time.firstWait) >= .seconds(32))
        await withCheckedContinuation { done in directory.close { done.resume() } }
    }

    @Test func `what stays open for a minute has recovered`() async throws {
        recovery.recover(id, in: directory, after: .failed(detail: "gone"))
        for _ in 0..<4 {
            time.advance(by: try #require(time.firstWait))
            await recovery.idle()
        }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: away, toPath: path)
        time.advance(by: try #require(time.firstWait))
        await recovery.idle()
        #expect(directory.file(id) != nil)
        time.advance(by: .seconds(60))
        recovery.recover(id, in: directory, after: .failed(detail: "again"))
        #expect(try #require(time.firstWait) <= .seconds(1))
        await withCheckedContinuation { done in directory.close { done.resume() } }
    }

    @Test func `what is stopped opens nothing any more`() async throws {
        recovery.stop()
        recovery.recover(id, in: directory, after: .failed(detail: "gone"))
        #expect(time.firstWait == nil)
    }
}

extension FileRecovery {
    /// Comes back once everything that was due has been tried.
    fileprivate func idle() async {
        await withCheckedContinuation { done in ping { done.resume() } }
    }
}
