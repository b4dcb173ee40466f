// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import InstanceStore
import KeyManagement
import SyncModel
import Testing

@testable import SyncEngine

struct ReplicationStandingTests {
    /// A row of the file as the naive recomputation sees it.
    private struct Known {
        var row: RowID
        var name: String
        var sequence: SequenceNumber
        var revision: Revision
        var isDeleted: Bool
        var keyName: String?
        var setAside: (revision: Revision, code: String?)?
    }

    private func everything(_ fixture: InstancesFixture, _ number: AssociationNumber, isAll: Bool) throws -> [Known] {
        try fixture.file.read { db in
            let selected = Set(
                try Int64.fetchAll(
                    db,
                    sql: "SELECT rowId FROM selection WHERE association = ?",
                    arguments: [number.rawValue]
                )
            )
            return try Row.fetchAll(db, sql: "SELECT * FROM resource").compactMap { row in
                let id: Int64 = row["rowId"]
                guard isAll || selected.contains(id) else { return nil }
                let aside = try Row.fetchOne(
                    db,
                    sql: "SELECT revision, code FROM setAside WHERE association = ? AND rowId = ?",
                    arguments: [number.rawValue, id]
                )
                return Known(
                    row: RowID(id),
                    name: row["resourceId"],
                    sequence: SequenceNumber(row["sequence"]),
                    revision: Revision(row["revision"]),
                    isDeleted: row["isDeleted"],
                    keyName: (row["encryptionKeyId"] as String?).map { "key/" + $0 },
                    setAside: aside.map { (Revision($0["revision"]), $0["code"]) }
                )
            }
        }
    }

    /// What the design says of one row, written down once more and as plainly as possible.
    private func status(_ known: Known, _ view: ReplicaView, failedKeys: Set<String>) -> String {
        if view.inFlight.contains(known.row) { return "inProgress" }
        if let aside = known.setAside, aside.revision >= known.revision {
            guard let code = aside.code else { return "pending" }
            let waits = code == "dependency_missing" && !(known.keyName.map(failedKeys.contains) ?? false)
            return waits ? "pending" : code
        }
        if let ahead = view.ahead[known.row], ahead >= known.revision { return "inSync" }
        return known.setAside == nil && view.positions.cover(known.sequence) ? "inSync" : "pending"
    }

    private func check(
        _ fixture: InstancesFixture,
        _ number: AssociationNumber,
        isAll: Bool,
        _ view: ReplicaView,
        _ seed: UInt64
    ) throws {
        let rows = try everything(fixture, number, isAll: isAll)
        let failedKeys = Set(rows.filter { $0.setAside?.code != nil }.map(\.name))
        let listed = rows.filter { !$0.isDeleted || $0.setAside != nil || !view.positions.cover($0.sequence) }
            .sorted { $0.name < $1.name }
        let query = StandingQuery(
            association: number,
            after: nil,
            resourceID: nil,
            onlySetAside: false,
            positions: view.positions,
            limit: 1000
        )
        let standings = try fixture.store.standings(query)
        #expect(standings.map(\.resourceID.description) == listed.map(\.name), "seed \(seed)")
        var failures = query
        failures.onlySetAside = true
        let aside = try fixture.store.standings(failures).map(\.resourceID.description)
        #expect(aside == listed.filter { $0.setAside != nil }.map(\.name), "seed \(seed)")
        var counts: [String: Int] = [:]
        for (known, standing) in zip(listed, standings) {
            let expected = status(known, view, failedKeys: failedKeys)
            let derived = StatusRule.derive(standing, view)
            let told = derived.status == .failed ? derived.cause?.code.rawValue : "\(derived.status)"
            #expect(told == expected, "\(known.name), seed \(seed)")
            if expected != "inSync" || !known.isDeleted { counts[expected, default: 0] += 1 }
        }
        let tally = try fixture.store.tally(association: number, view: view)
        #expect(tally.pending == counts["pending", default: 0], "seed \(seed)")
        #expect(tally.inProgress == counts["inProgress", default: 0], "seed \(seed)")
        #expect(tally.inSync == counts["inSync", default: 0], "seed \(seed)")
        let causes = counts.filter { !["pending", "inProgress", "inSync"].contains($0.key) }
        let told = Dictionary(uniqueKeysWithValues: tally.causes.map { ($0.key.rawValue, $0.value) })
        #expect(told == causes && tally.failed == causes.values.reduce(0, +), "seed \(seed)")
        let behind = rows.filter { known in
            (known.setAside != nil || !view.positions.cover(known.sequence))
                && view.ahead[known.row, default: .zero] < known.revision
        }
        let missed = try fixture.store.behind(association: number, view: view, limit: 3)
        #expect(missed.count == behind.count, "seed \(seed)")
        #expect(missed.names.map(\.description) == behind.map(\.name).sorted().prefix(3).map { $0 }, "seed \(seed)")
        let oldest = try fixture.store.oldestOutstanding(association: number, positions: view.positions)
        let isOutstanding = rows.contains { $0.setAside != nil || !view.positions.cover($0.sequence) }
        #expect((oldest != nil) == isOutstanding, "seed \(seed)")
    }

    @Test(arguments: [true, false])
    func `the list, the counts and what is behind agree with a plain recomputation, whatever happened`(
        isAll: Bool
    ) async throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let fixture = try InstancesFixture()
        for id in ["k0", "k1"] { try await fixture.createKey(id) }
        for number in 0..<20 {
            try await fixture.createSecret("s\(number)", key: number % 3 == 0 ? "k\(number % 2)" : nil)
        }
        let chosen = (0..<8).map { "secret/s\($0)" }
        let number = try await fixture.reserve("kst-a", isAll ? .allResources : .selectedResources, isAll ? [] : chosen)
        var positions = Positions(backfill: .zero, backfillEnd: SequenceNumber(22), live: SequenceNumber(22))
        let codes: [FailureCode] = [.dependencyMissing, .secretQuotaExceeded, .integrityFailed, .internalError]
        for _ in 0..<60 {
            let name = "s\(Int.random(in: 0..<20, using: &random))"
            switch Int.random(in: 0..<5, using: &random) {
            case 0:
                let isDeleted = try fixture.record("secret/\(name)")?.isDeleted ?? true
                if isDeleted {
                    try await fixture.createSecret(name)
                } else {
                    _ = try await fixture.delete(name, .atOnce)
                }
            case 1:
                if try fixture.record("secret/\(name)")?.isDeleted == false { try await fixture.put(name, "\(seed)") }
            default:
                let head = fixture.file.headSequence.rawValue
                positions.backfill = SequenceNumber(
                    min(22, positions.backfill.rawValue + .random(in: 0...4, using: &random))
                )
                positions.live = SequenceNumber(min(head, positions.live.rawValue + .random(in: 0...4, using: &random)))
                var progress = Progress(positions.backfill.rawValue, positions.live.rawValue, end: 22)
                let inScope = try everything(fixture, number, isAll: isAll)
                let victims = inScope.shuffled(using: &random).prefix(2)
                for victim in victims {
                    if Bool.random(using: &random) {
                        let code = codes.randomElement(using: &random) ?? .internalError
                        progress.setAside.append(try fixture.failure(victim.name, code))
                    } else {
                        progress.cleared.append(Progress.Cleared(row: victim.row, revision: victim.revision))
                    }
                }
                _ = try await fixture.commit(progress, number)
            }
            let rows = try everything(fixture, number, isAll: isAll).shuffled(using: &random)
            let ahead = rows.prefix(3).map {
                ($0.row, Revision($0.revision.rawValue - .random(in: 0...1, using: &random)))
            }
            let view = ReplicaView(
                positions,
                inFlight: Set(rows.suffix(3).map(\.row)),
                ahead: Dictionary(uniqueKeysWithValues: ahead)
            )
            try check(fixture, number, isAll: isAll, view, seed)
            try check(fixture, number, isAll: isAll, ReplicaView(positions), seed)
        }
    }
}
