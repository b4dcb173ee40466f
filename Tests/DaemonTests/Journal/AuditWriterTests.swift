// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlServer
import Logging
import SyncModel
import Systemd
import Testing
import VarlinkServer

@testable import kmsyncd

struct AuditWriterTests {
    private static let start = Timestamp(milliseconds: 0)

    private let log: LogFile
    private let audit: AuditWriter

    init() throws {
        log = try LogFile()
        audit = AuditWriter(log.logger(LogThreshold(.critical))) { Self.start }
    }

    private func entry(
        _ outcome: AuditEntry.Outcome,
        user: UInt32 = 1000,
        method: String = "io.kmsync.Keys.Encrypt",
        resource: String? = "key/k"
    ) throws -> AuditEntry {
        AuditEntry(
            peer: Peer(uid: user, gid: 1, pid: 77, groups: []),
            method: method,
            instanceID: try InstanceID("a"),
            resource: resource,
            outcome: outcome
        )
    }

    @Test func `uses and refusals are written whatever level is logged`() throws {
        audit.record(try entry(.used))
        audit.record(try entry(.useFailed(error: "io.kmsync.Keys.KeyNotUsable")))
        audit.record(try entry(.denied(required: .administrator)))
        let lines = try log.lines()
        #expect(lines.count == 3)
        for line in lines {
            for part in ["user=1000", "process=77", "method=io.kmsync.Keys.Encrypt", "instance=a", "resource=key/k"] {
                #expect(line.contains(" \(part)"), "\(line)")
            }
        }
        #expect(lines[0].hasPrefix("info ") && lines[0].contains("outcome=done"))
        #expect(lines[0].contains(MessageID.materialUsed.rawValue))
        #expect(lines[1].contains("error=io.kmsync.Keys.KeyNotUsable") && lines[1].contains("outcome=failed"))
        #expect(lines[1].contains(MessageID.materialUseFailed.rawValue))
        #expect(lines[2].hasPrefix("warning ") && lines[2].contains("role=administrator"))
        #expect(lines[2].contains(MessageID.accessDenied.rawValue))
    }

    @Test func `uses of one thing are counted once they are many, and still say who used what`() throws {
        for _ in 0..<100 { audit.record(try entry(.used)) }
        for number in 0..<20 { audit.record(try entry(.used, resource: "key/\(number)")) }
        audit.record(try entry(.used, user: 1001))
        #expect(try log.lines().count == 31)
        audit.flush(now: Self.start.advanced(by: .seconds(60)))
        let summary = try #require(try log.lines().last)
        #expect(try log.lines().count == 32)
        let fields = ["count=90", "user=1000", "method=io.kmsync.Keys.Encrypt", "instance=a", "resource=key/k"]
        for field in fields { #expect(summary.contains(" \(field)"), "\(summary)") }
        #expect(summary.hasPrefix("info ") && summary.contains(MessageID.materialUsesCounted.rawValue))
    }

    @Test func `changes and failures are counted by who, what and where, whatever resources they name`() throws {
        for number in 0..<100 { audit.record(try entry(.changed, resource: "secret/\(number)")) }
        let missing = AuditEntry.Outcome.useFailed(error: "io.kmsync.Keys.KeyNotFound")
        for number in 0..<100 { audit.record(try entry(missing, resource: "key/none-\(number)")) }
        #expect(try log.lines().count == 20)
        audit.finish()
        let lines = try log.lines()
        #expect(lines.count == 22)
        for line in lines.suffix(2) {
            #expect(line.contains(" count=90 ") && !line.contains("resource="), "\(line)")
        }
        #expect(lines[20].contains(MessageID.changesCounted.rawValue) && lines[20].contains("outcome=done"))
        #expect(lines[21].contains("error=io.kmsync.Keys.KeyNotFound") && lines[21].contains("outcome=failed"))
    }

    @Test func `refusals of the same kind are counted once they are many`() throws {
        for _ in 0..<100 { audit.record(try entry(.denied(required: .viewer))) }
        audit.record(try entry(.denied(required: .viewer), user: 1001))
        audit.record(try entry(.denied(required: .viewer), method: AuditEntry.connecting))
        #expect(try log.lines().count == 12)
        audit.flush(now: Self.start.advanced(by: .seconds(60)))
        let lines = try log.lines()
        #expect(lines.count == 13)
        #expect(lines.last?.contains("count=90") == true)
        #expect(lines.last?.contains("user=1000") == true)
        #expect(lines.last?.hasPrefix("warning ") == true)
        #expect(lines.last?.contains(MessageID.accessesDenied.rawValue) == true)
        audit.finish()
        #expect(try log.lines().count == 13)
    }

    @Test func `a change says what it was, and who made it`() throws {
        var change = try entry(.changed, method: "io.kmsync.Synchronization.PauseReplica", resource: nil)
        change.replicaID = try InstanceID("b")
        change.detail = "until tomorrow: maintenance"
        audit.record(change)
        change.outcome = .changeFailed(error: "io.kmsync.Synchronization.ReplicaNotFound")
        audit.record(change)
        let lines = try log.lines()
        for part in ["user=1000", "replica=b", "detail=\"until tomorrow: maintenance\"", "outcome=done"] {
            #expect(lines[0].contains(" \(part)"), "\(lines[0])")
        }
        #expect(lines[0].contains(MessageID.changeMade.rawValue))
        #expect(lines[1].contains(MessageID.changeFailed.rawValue) && lines[1].contains("outcome=failed"))
    }
}
