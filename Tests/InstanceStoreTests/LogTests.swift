// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import GRDB
import InstanceStore
import KeyVault
import SyncModel
import Testing

struct LogTests {
    private static let mebibyte = 1 << 20

    private func logSize(_ fixture: InstancesFixture) throws -> Int {
        let path = fixture.path + "-wal"
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        return try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    private func write(mebibytes: Int, _ fixture: InstancesFixture) async throws {
        for _ in 0..<mebibytes {
            try await fixture.write { try $0.db.execute(sql: "INSERT INTO bulk VALUES (zeroblob(1048000))") }
        }
    }

    @Test func `the log does not grow with what is written`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.write { try $0.db.execute(sql: "CREATE TABLE bulk (x)") }
        try await write(mebibytes: 60, fixture)
        let size = try logSize(fixture)
        #expect(size < 20 * Self.mebibyte, "\(size)")
    }

    @Test func `a log that a reader let grow is emptied once it has left`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.write { try $0.db.execute(sql: "CREATE TABLE bulk (x)") }
        let (entered, leave) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let left = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [file = fixture.file] in
            _ = try? file.read { db in
                _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM bulk")
                entered.signal()
                leave.wait()
            }
            left.signal()
        }
        entered.wait()
        try await write(mebibytes: 70, fixture)
        #expect(try logSize(fixture) > 64 * Self.mebibyte)
        leave.signal()
        left.wait()
        try await write(mebibytes: 40, fixture)
        let size = try logSize(fixture)
        #expect(size < 40 * Self.mebibyte, "\(size)")
    }

    @Test func `a file that was closed has no log, and a crash's is copied before it is served`() async throws {
        let fixture = try InstancesFixture()
        try await fixture.write { try $0.db.execute(sql: "INSERT INTO pair VALUES ('kept', 1, 0, NULL)") }
        let crashed = fixture.path + ".crashed.sqlite"
        for ending in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: fixture.path + ending, toPath: crashed + ending)
        }
        defer { try? FileManager.default.removeItem(atPath: crashed) }
        _ = try fixture.text("SELECT count(*) FROM pair")
        await withCheckedContinuation { continuation in fixture.file.close { continuation.resume() } }
        for ending in ["-wal", "-shm"] { #expect(!FileManager.default.fileExists(atPath: fixture.path + ending)) }

        let host = FileHost(clock: { InstancesFixture.start }, diskFailed: { _, error in Issue.record("\(error)") })
        let file = try InstanceFile.open(path: crashed, masterKeys: fixture.masterKeys, host: host)
        #expect(try file.read { try String.fetchAll($0, sql: "SELECT counterpartId FROM pair") } == ["kept"])
        let log = try FileManager.default.attributesOfItem(atPath: crashed + "-wal")[.size] as? Int
        #expect(log == 0)
        await withCheckedContinuation { continuation in file.close { continuation.resume() } }
    }
}
