// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import GRDB
import InstanceStore
import KeyVault
import SyncModel
import Synchronization
import Testing

struct ReplicationWriterTests {
    private struct Refused: Error {}

    /// How the writes of a test ended.
    private final class Endings: Sendable {
        private let endings: Mutex<[Result<Void, any Error>?]>

        init(_ count: Int) { endings = Mutex([Result<Void, any Error>?](repeating: nil, count: count)) }

        /// All of them, once the last one is there.
        func end(_ number: Int, _ result: Result<Void, any Error>) -> [Result<Void, any Error>]? {
            endings.withLock { endings in
                endings[number] = result
                let ended = endings.compactMap { $0 }
                return ended.count == endings.count ? ended : nil
            }
        }
    }

    /// Queues writes while the writer is held, so that they share a transaction; gives how each ended.
    private func together(
        _ fixture: InstancesFixture,
        _ bodies: [@Sendable (WriteContext) throws -> Void]
    ) async -> [Result<Void, any Error>] {
        let gate = DispatchSemaphore(value: 0)
        let endings = Endings(bodies.count)
        return await withCheckedContinuation { continuation in
            fixture.file.write { _ in
                gate.wait()
                // A group may be tried twice.
                gate.signal()
            } completion: { (_: Result<Void, any Error>) in
            }
            for (number, body) in bodies.enumerated() {
                fixture.file.write(body) { result in
                    if let all = endings.end(number, result) { continuation.resume(returning: all) }
                }
            }
            gate.signal()
        }
    }

    private func tag(_ text: String) -> @Sendable (WriteContext) throws -> Void {
        { try $0.db.execute(sql: "INSERT INTO pair VALUES (?, 1, 0, NULL)", arguments: [text]) }
    }

    @Test func `a commit is synced to disk before it is acknowledged`() async throws {
        let fixture = try InstancesFixture()
        let synchronous = try await fixture.write { try Int.fetchOne($0.db, sql: "PRAGMA synchronous") }
        #expect(synchronous == 2)
        try await fixture.reopen()
        #expect(try await fixture.write { try Int.fetchOne($0.db, sql: "PRAGMA synchronous") } == 2)
        #expect(try fixture.text("PRAGMA journal_mode") == "wal")
    }

    @Test func `a refused change undoes nothing of those that share its commit, and leaves nothing itself`()
        async throws
    {
        let fixture = try InstancesFixture()
        let tag = tag
        let results = await together(
            fixture,
            [
                tag("a"),
                { context in
                    try tag("b")(context)
                    _ = try context.nextSequence(urgent: true)
                    throw Refused()
                },
                { context in
                    try tag("c")(context)
                    try context.db.execute(sql: "UPDATE instance SET keyCount = -1")
                },
                tag("d"),
            ]
        )
        #expect(results.map { (try? $0.get()) != nil } == [true, false, false, true])
        #expect(throws: Refused.self) { try results[1].get() }
        let kept = try fixture.file.read { try String.fetchAll($0, sql: "SELECT counterpartId FROM pair ORDER BY 1") }
        #expect(kept == ["a", "d"])
        #expect(fixture.file.headSequence == .zero)
    }

    @Test func `an error of SQLite other than a broken constraint fails all that share the commit`() async throws {
        let fixture = try InstancesFixture()
        let tag = tag
        let results = await together(
            fixture,
            [tag("a"), { try $0.db.execute(sql: "SELECT nonsense FROM nowhere") }, tag("b")]
        )
        for result in results { #expect(throws: StoreError.self) { try result.get() } }
        #expect(try fixture.integer("SELECT count(*) FROM pair") == 0)
        try await fixture.write(tag("c"))
        #expect(try fixture.integer("SELECT count(*) FROM pair") == 1)
    }

    @Test func `every write is answered exactly once, in order, and the head never goes back`() async throws {
        let fixture = try InstancesFixture()
        let heads = Mutex<[SequenceNumber]>([])
        fixture.file.observeHead { head, _ in heads.withLock { $0.append(head) } }
        let given = await withTaskGroup(of: SequenceNumber?.self) { group in
            for number in 0..<1000 {
                group.addTask {
                    try? await fixture.write { context in
                        let sequence = try context.nextSequence()
                        if number % 7 == 0 { throw Refused() }
                        return sequence
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(given.count == 1000)
        let kept = given.compactMap { $0 }.sorted()
        #expect(kept == (1...Int64(kept.count)).map { SequenceNumber($0) })
        #expect(fixture.file.headSequence == kept.last)
        let told = heads.withLock { $0 }
        #expect(told == told.sorted() && told.last == kept.last)
        #expect(try fixture.integer("SELECT headSequence FROM instance") == kept.count)
    }

    @Test func `closing finishes everything that waits, and refuses what comes later`() async throws {
        let fixture = try InstancesFixture()
        let gate = DispatchSemaphore(value: 0)
        let endings = Endings(700)
        let all = Mutex<[Result<Void, any Error>]>([])
        fixture.file.write { _ in
            gate.wait()
        } completion: { (_: Result<Void, any Error>) in
        }
        for number in 0..<700 {
            fixture.file.write(tag("\(number)")) { result in
                if let ended = endings.end(number, result) { all.withLock { $0 = ended } }
            }
        }
        await withCheckedContinuation { continuation in
            fixture.file.close { continuation.resume() }
            gate.signal()
        }
        let ended = all.withLock { $0 }
        #expect(ended.count == 700)
        for result in ended { try result.get() }
        await #expect(throws: StoreError.self) { try await fixture.write(tag("late")) }
        do {
            _ = try fixture.integer("SELECT 1")
            Issue.record("a closed file was read")
        } catch StoreError.closed {}
    }

    @Test func `a file that is closed while many read it lets them finish and refuses the others`() async throws {
        for _ in 0..<20 {
            let fixture = try InstancesFixture()
            let file = fixture.file
            let refused = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<64 {
                    group.addTask {
                        if number == 20 { await withCheckedContinuation { done in file.close { done.resume() } } }
                        do {
                            return try file.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM instance") } != 1
                        } catch StoreError.closed {
                            return true
                        } catch {
                            Issue.record(error)
                            return false
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(refused > 0)
        }
    }

    @Test func `the clock has one entry a second, is thinned with age, and starts anew when time is set back`()
        async throws
    {
        let time = Mutex(InstancesFixture.start)
        let fixture = try InstancesFixture()
        let host = FileHost(clock: { time.withLock { $0 } }, diskFailed: { _, _ in })
        await withCheckedContinuation { continuation in fixture.file.close { continuation.resume() } }
        let file = try InstanceFile.open(path: fixture.path, masterKeys: fixture.masterKeys, host: host)
        func change(after milliseconds: Int64) async throws {
            time.withLock { $0 = $0.advanced(by: .milliseconds(milliseconds)) }
            _ = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                file.write {
                    _ = try $0.nextSequence()
                } completion: {
                    continuation.resume(with: $0)
                }
            }
        }
        func entries() throws -> Int { try file.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM clock") ?? 0 } }
        for _ in 0..<20 { try await change(after: 100) }
        #expect(try entries() == 2)
        for _ in 0..<100 { try await change(after: 1000) }
        #expect(try entries() == 102)
        try await change(after: -50_000)
        #expect(try entries() == 103)
        try await change(after: 7_200_000)
        #expect(try entries() < 8)
        for _ in 0..<60 { try await change(after: 3_600_000) }
        #expect(try entries() <= 64)
        let first = try file.read { try Int.fetchOne($0, sql: "SELECT min(sequence) FROM clock") }
        #expect(first == 1)
        await withCheckedContinuation { continuation in file.close { continuation.resume() } }
    }
}
