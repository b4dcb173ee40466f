// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Logging
import SyncEngine
import SyncModel
import Systemd
import Testing

@testable import kmsyncd

struct JournalWriterTests {
    private static let start = Timestamp(milliseconds: 1_000_000)

    private let log: LogFile
    private let journal: JournalWriter

    init() throws {
        log = try LogFile()
        journal = JournalWriter(log.logger(LogThreshold(.trace)), policy: ReplicationPolicy()) { Self.start }
    }

    private func failure(
        _ code: FailureCode,
        at seconds: Int,
        replica: String = "b",
        attempts: Int = 1,
        failingFor: Duration = .zero
    ) throws -> MonitorEvent {
        let now = Self.start.advanced(by: .seconds(seconds))
        return MonitorEvent(
            at: now,
            kind: .resourceFailed,
            instanceID: try InstanceID("a"),
            replicaID: try InstanceID(replica),
            resourceID: try ResourceID("secret/s"),
            revision: Revision(7),
            cause: FailureCause(
                code: code,
                detail: "d",
                attempts: attempts,
                firstFailedAt: now.advanced(by: .zero - failingFor),
                lastFailedAt: now,
                nextAttemptAt: nil
            ),
            message: "secret/s failed"
        )
    }

    @Test func `each transition is one entry of its own kind`() throws {
        for kind in MonitorEvent.Kind.allCases {
            journal.record(MonitorEvent(at: Self.start, kind: kind, replicaID: try InstanceID("b"), message: "m"))
        }
        let lines = try log.lines()
        #expect(lines.count == MonitorEvent.Kind.allCases.count - 3)
        let ids = lines.compactMap {
            $0.firstMatch(of: #/message\.id=([0-9a-f]{32})(?: |$)/#).map { String($0.output.1) }
        }
        #expect(Set(ids).count == lines.count)
        #expect(ids.allSatisfy { MessageID(rawValue: $0) != nil })
        #expect(lines.allSatisfy { $0.contains("replica=b") })
    }

    @Test func `single changes and synchronizations are no entries`() throws {
        for kind in [MonitorEvent.Kind.resourceChanged, .resourceSynchronized, .resourceDeleted] {
            journal.record(MonitorEvent(at: Self.start, kind: kind, message: "m"))
        }
        #expect(try log.lines().isEmpty)
    }

    @Test func `an entry has its sentence and what it is about`() throws {
        journal.record(try failure(.nameConflict, at: 0, attempts: 3))
        let line = try #require(try log.lines().first)
        #expect(line.hasPrefix("error A resource could not be synchronized. attempt=3 cause=name_conflict detail="))
        for part in ["instance=a", "replica=b", "resource=secret/s", "revision=7", "remedy="] {
            #expect(line.contains(" \(part)"), "\(line)")
        }
        #expect(line.contains("message.id=\(MessageID.resourceFailed.rawValue)"))
    }

    @Test func `what needs a person is louder than what goes on by itself`() throws {
        journal.record(try failure(.primaryReadFailed, at: 0))
        journal.record(try failure(.primaryReadFailed, at: 0, attempts: 10))
        journal.record(try failure(.primaryReadFailed, at: 0, attempts: 2, failingFor: .seconds(600)))
        journal.record(try failure(.keyQuotaExceeded, at: 0))
        journal.record(try failure(.payloadTooLarge, at: 0))
        journal.record(try failure(.internalError, at: 0, attempts: 10))
        for kind in [MonitorEvent.Kind.replicaBackingOff, .replicaDown, .replicaConnected, .replicaInSync] {
            journal.record(MonitorEvent(at: Self.start, kind: kind, message: "m"))
        }
        #expect(
            try log.lines().compactMap { $0.split(separator: " ").first } == [
                "warning", "error", "error", "error", "error", "error", "warning", "error", "notice", "notice",
            ]
        )
    }

    @Test func `a storm of failures costs ten entries, then a line a minute`() throws {
        for index in 0..<600 { journal.record(try failure(.nameConflict, at: index / 10)) }
        #expect(try log.lines().count == 10)
        journal.flush(now: Self.start.advanced(by: .seconds(59)))
        #expect(try log.lines().count == 10)
        journal.flush(now: Self.start.advanced(by: .seconds(60)))
        let summary = try #require(try log.lines().last)
        #expect(try log.lines().count == 11)
        for part in ["count=590", "cause=name_conflict", "replica=b", "since=1970-01-01T00:16:40.000Z"] {
            #expect(summary.contains(" \(part)"), "\(summary)")
        }
        #expect(summary.contains(MessageID.resourcesFailed.rawValue))

        // It goes on: nothing but the count.
        for index in 0..<600 { journal.record(try failure(.nameConflict, at: 60 + index / 10)) }
        #expect(try log.lines().count == 11)
        journal.flush(now: Self.start.advanced(by: .seconds(120)))
        #expect(try log.lines().count == 12)
        #expect(try log.lines().last?.contains("count=600") == true)
    }

    @Test func `other replicas and causes have entries of their own meanwhile`() throws {
        for _ in 0..<50 { journal.record(try failure(.nameConflict, at: 0)) }
        journal.record(try failure(.nameConflict, at: 0, replica: "c"))
        journal.record(try failure(.keyQuotaExceeded, at: 0))
        #expect(try log.lines().count == 12)
        journal.finish()
        #expect(try log.lines().count == 13)
        #expect(try log.lines().last?.contains("count=40") == true)
        journal.finish()
        #expect(try log.lines().count == 13)
    }

    @Test func `a replica that comes and goes is counted with its newest state, and never counts away that it is down`()
        throws
    {
        func event(_ kind: MonitorEvent.Kind, _ cause: FailureCause? = nil) throws {
            journal.record(try Samples.event(kind, cause: cause))
        }
        for _ in 0..<100 {
            try event(.replicaBackingOff, Samples.cause(.replicaUnreachable))
            try event(.replicaConnected)
        }
        #expect(try log.lines().count == 10)
        try event(.replicaDown, Samples.cause(.fenced))
        let down = try #require(try log.lines().last)
        #expect(try log.lines().count == 11 && down.hasPrefix("error ") && down.contains("cause=fenced"))
        journal.finish()
        let summary = try #require(try log.lines().last)
        #expect(try log.lines().count == 12 && summary.hasPrefix("warning "))
        for part in [
            "count=190", "instance=a", "replica=b", "event=replica_connected", "A replica is connected again.",
        ] {
            #expect(summary.contains(part), "\(summary)")
        }
    }

    @Test func `an instance that is full and then is not, again and again, says last how it is`() throws {
        let id = try InstanceID("a")
        for _ in 0..<50 {
            journal.record(.instanceFull(id))
            journal.record(.instanceHasSpace(id))
        }
        #expect(try log.lines().count == 10)
        journal.finish()
        let summary = try #require(try log.lines().last)
        #expect(summary.contains("count=90") && summary.contains("takes changes again"), "\(summary)")
    }

    @Test func `what becomes of the daemon is an entry of its own kind each`() throws {
        let transitions = try Samples.transitions
        for transition in transitions { journal.record(transition) }
        let lines = try log.lines()
        #expect(Set(transitions.map(\.id)).count == transitions.count)
        for (line, transition) in zip(lines, transitions) {
            #expect(line.hasPrefix("\(transition.urgency.level) \(transition.sentence)"))
            #expect(line.contains("message.id=\(transition.id.rawValue)"))
        }
        #expect(lines.contains { $0.contains("detail=\"f:3: r\"") })
        #expect(lines.contains { $0.contains(MessageID.instanceFull.rawValue) && $0.contains("instance=a") })
    }
}
