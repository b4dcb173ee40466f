// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlServer
import Foundation
import Logging
import SyncEngine
import SyncModel
import Systemd
import Testing

@testable import kmsyncd

/// Entries of every kind, written by the real writers, against what the catalog and the manual say of them.
struct EveryEntryTests {
    private struct Written {
        let id: MessageID
        let level: String
        let fields: Set<String>
    }

    private static let words = [
        "info": "info", "notice": "notice", "warning": "warning", "error": "err", "critical": "crit",
    ]

    /// Every kind at every urgency that it can have, the summaries included.
    private static func written() throws -> [Written] {
        let log = try LogFile()
        // Often enough for a summary, with a writer of its own, which has held nothing back.
        func often(_ record: (JournalWriter, AuditWriter) throws -> Void) rethrows {
            let journal = JournalWriter(log.logger(LogThreshold(.trace)), policy: ReplicationPolicy()) { Samples.time }
            let audit = AuditWriter(log.logger(LogThreshold(.critical))) { Samples.time }
            for _ in 0..<12 { try record(journal, audit) }
            journal.finish()
            audit.finish()
        }
        for transition in try Samples.transitions { often { journal, _ in journal.record(transition) } }
        for kind in MonitorEvent.Kind.allCases {
            for cause in causes(of: kind) {
                let event = try Samples.event(kind, cause: cause)
                often { journal, _ in journal.record(event) }
            }
        }
        for outcome in Samples.outcomes { often { _, audit in audit.record(Samples.audit(outcome)) } }
        return try log.lines().map { line in
            let id = try #require(line.firstMatch(of: #/message\.id=([0-9a-f]{32})/#)?.output.1, "\(line)")
            let keys = line.matches(of: #/ ([a-z]+)=/#).map { String($0.output.1) }
            return Written(
                id: try #require(MessageID(rawValue: String(id))),
                level: String(line.prefix { $0 != " " }),
                fields: Set(keys.compactMap { JournalField.name(of: $0) })
            )
        }
    }

    /// What an event of the kind can have as its cause.
    private static func causes(of kind: MonitorEvent.Kind) -> [FailureCause?] {
        func all(_ isMeant: (FailureCode) -> Bool) -> [FailureCause?] {
            FailureCode.allCases.filter(isMeant).flatMap { code in
                [Samples.cause(code), Samples.cause(code, attempts: 50, failingFor: .seconds(3600))]
            }
        }
        return switch kind {
        case .resourceFailed: all { $0.disposition != .refused && $0.scope == .resource }
        case .replicaBackingOff: all { $0.replicaEffect == .counts || $0.replicaEffect == .holds }
        case .associationRefused: all { $0.disposition == .refused }
        case .replicaDown: all { $0.replicaEffect == .takesDown }
        case _: [nil]
        }
    }

    @Test func `every kind is written, at the priorities of the manual and no others`() throws {
        var levels: [MessageID: Set<String>] = [:]
        for entry in try Self.written() {
            let word = try #require(Self.words[entry.level], "a level without a meaning: \(entry.level)")
            levels[entry.id, default: []].insert(word)
        }
        let table = try MonitoredDocuments.messageTable()
        #expect(table.map(\.id) == MessageID.allCases.map(\.rawValue))
        for row in table {
            let id = try #require(MessageID(rawValue: row.id))
            #expect(levels[id] == Set(row.priorities), "\(id)")
        }
    }

    @Test func `urgencies have a priority each, which the manual explains`() throws {
        let text = try MonitoredDocuments.text(of: "docs/OPERATING.md")
        let priorities = Urgency.allCases.map { JournalLogHandler.priority(of: $0.level) }
        #expect(priorities == [6, 5, 4, 3, 2])
        for urgency in Urgency.allCases {
            let word = try #require(Self.words[urgency.level.rawValue])
            #expect(text.contains("\n| `\(word)` | "))
        }
    }

    @Test func `the catalog explains every kind once, and no other`() throws {
        let catalog = try MonitoredDocuments.catalog()
        #expect(catalog.map(\.id).sorted() == MessageID.allCases.map(\.rawValue).sorted())
        for text in catalog {
            #expect(text.header.map(\.name).prefix(3) == ["Subject", "Defined-By", "Support"], "\(text.subject)")
            #expect(text.header.dropFirst(3).allSatisfy { $0.name == "Documentation" && $0.value.hasPrefix("man:") })
            #expect(text.header.count > 3 && text.header[1].value == "kmsync", "\(text.subject)")
            #expect(text.body.count > 100, "\(text.subject)")
            let tooWide = text.body.split(separator: "\n").filter { $0.count > 100 }
            #expect(tooWide.isEmpty, "\(text.subject)")
        }
    }

    @Test func `the catalog names only fields that every entry of the kind has`() throws {
        let written = try Self.written()
        for text in try MonitoredDocuments.catalog() {
            let entries = written.filter { $0.id.rawValue == text.id }
            for entry in entries {
                let missing = text.fields.subtracting(entry.fields)
                #expect(missing.isEmpty, "\(text.subject)")
            }
        }
    }

    @Test func `the manual calls a kind as the catalog does`() throws {
        let subjects = Dictionary(uniqueKeysWithValues: try MonitoredDocuments.catalog().map { ($0.id, $0.subject) })
        for row in try MonitoredDocuments.messageTable() {
            #expect(subjects[row.id]?.replacing(#/@[A-Z_]+@/#, with: "…") == row.text)
        }
    }

    @Test func `the catalog leads to what every failure cause asks for`() throws {
        let catalog = try MonitoredDocuments.catalog()
        func body(_ id: MessageID) -> String { catalog.first { $0.id == id.rawValue }?.body ?? "" }
        for code in FailureCode.allCases {
            let place: MessageID? =
                switch code.replicaEffect {
                case .counts, .holds: .replicaBackingOff
                case .takesDown: .replicaDown
                // The lag shows these, or nothing causes them yet.
                case .slows, .holdsDeletions: nil
                case nil: code.disposition == .refused ? nil : .resourceFailed
                }
            guard let place else { continue }
            let words = body(place).split { !($0.isLetter || $0 == "_") }
            #expect(words.contains { $0 == code.rawValue }, "\(code)")
        }
        for id in [MessageID.replicaBackingOff, .replicaDown, .resourceFailed, .resourcesFailed] {
            #expect(body(id).contains("@KMSYNC_REMEDY@"), "\(id)")
        }
    }

    @Test func `the manual says what to do for every failure cause, once`() throws {
        let text = try MonitoredDocuments.text(of: "docs/FAILURE-CAUSES.md")
        let section = try #require(text.components(separatedBy: "\n## ").first { $0.hasPrefix("What to do\n") })
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let codes = rows.flatMap { row in
            row.split(separator: "|")[0].matches(of: #/`([a-z_]+)`/#).map { String($0.output.1) }
        }
        #expect(codes.sorted() == FailureCode.allCases.map(\.rawValue).sorted())
    }
}
