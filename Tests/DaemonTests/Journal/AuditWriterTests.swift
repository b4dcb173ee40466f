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
        method: String = "io.kmsync.Keys.Encrypt"
    ) throws
        -> AuditEntry
    {
        AuditEntry(
            peer: Peer(uid: user, gid: 1, pid: 77, groups: []),
            method: method,
            instanceID: try InstanceID("a"),
            resource: "key/k",
            outcome: outcome
        )
    }

    @Test func `uses and refusals are written whatever level is logged`() throws {
        audit.record(try entry(.done))
        audit.record(try entry(.failed(error: "io.kmsync.Keys.KeyNotUsable")))
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

    @Test func `every use is written, and refusals of the same kind are counted once they are many`() throws {
        for _ in 0..<100 { audit.record(try entry(.done)) }
        #expect(try log.lines().count == 100)
        for _ in 0..<100 { audit.record(try entry(.denied(required: .viewer))) }
        audit.record(try entry(.denied(required: .viewer), user: 1001))
        audit.record(try entry(.denied(required: .viewer), method: AuditEntry.connecting))
        #expect(try log.lines().count == 112)
        audit.flush(now: Self.start.advanced(by: .seconds(60)))
        let lines = try log.lines()
        #expect(lines.count == 113)
        #expect(lines.last?.contains("count=90") == true)
        #expect(lines.last?.contains("user=1000") == true)
        #expect(lines.last?.contains(MessageID.accessesDenied.rawValue) == true)
        audit.finish()
        #expect(try log.lines().count == 113)
    }
}
