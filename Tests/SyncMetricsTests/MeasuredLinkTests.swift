// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import OpenMetrics
import SyncEngine
import SyncMetrics
import SyncModel
import TestSupport
import Testing

struct MeasuredLinkTests {
    private let time = ManualTime()
    private let measurements = Measurements()
    private let replica = AnsweringLinks()

    private var link: any ReplicaLink {
        get throws {
            MeasuredLinks(replica, measurements, scheduling: time)
                .link(from: try InstanceID("home"), to: try InstanceID("away"))
        }
    }

    private var text: String {
        MetricsText.write(measurements.families(.of([try? .following()].compactMap { $0 })), as: .openMetrics)
    }

    private func value(_ name: String, _ labels: String = "") -> String? {
        let start = "\(name){primary=\"home\",replica=\"away\"\(labels)} "
        return text.split(separator: "\n").first { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
    }

    @Test
    func `everything about a replica begins at zero, each cause that can come up included`() {
        #expect(value("kmsync_attempts_total", ",result=\"unanswered\"") == "0")
        for code in FailureCode.allCases {
            let isReplicated = code.disposition != .refused
            #expect(value("kmsync_failures_total", ",cause=\"\(code.rawValue)\"") == (isReplicated ? "0" : nil))
        }
        #expect(value("kmsync_sent_bytes_total") == "0" && value("kmsync_inflight_requests") == "0")
    }

    @Test
    func `a push is timed, its bytes are counted, and each resource by what became of it`() throws {
        let items = try (1...3).map { try LoadedResource.numbered($0) }
        try link.push(OutgoingBatch(hello: .first, items: items), deadline: .seconds(10)) { _ in }
        #expect(value("kmsync_inflight_requests") == "1" && value("kmsync_sent_bytes_total") == "30")
        time.advance(by: .milliseconds(30))
        replica.answer(
            .answered([
                items[0].answer(.held(epoch: Hello.first.epoch, revision: items[0].revision, digest: items[0].digest)),
                items[1].answer(.held(epoch: Hello.first.epoch, revision: items[1].revision, digest: nil)),
                items[2].answer(.failed(.secretQuotaExceeded, detail: nil)),
            ])
        )
        #expect(value("kmsync_inflight_requests") == "0")
        #expect(value("kmsync_attempts_total", ",result=\"confirmed\"") == "1")
        #expect(value("kmsync_attempts_total", ",result=\"failed\"") == "2")
        #expect(value("kmsync_failures_total", ",cause=\"revision_conflict\"") == "1")
        #expect(value("kmsync_failures_total", ",cause=\"secret_quota_exceeded\"") == "1")
        #expect(value("kmsync_request_duration_seconds_bucket", ",request=\"push\",le=\"0.025\"") == "0")
        #expect(value("kmsync_request_duration_seconds_bucket", ",request=\"push\",le=\"0.05\"") == "1")
        #expect(value("kmsync_request_duration_seconds_sum", ",request=\"push\"") == "0.03")
    }

    @Test
    func `a request without an answer is one failure, however many resources it had`() throws {
        let items = try (1...3).map { try LoadedResource.numbered($0) }
        try link.push(OutgoingBatch(hello: .first, items: items), deadline: .seconds(10)) { _ in }
        replica.answer(.failed(LinkFailure(.deadlineExceeded)))
        #expect(value("kmsync_attempts_total", ",result=\"unanswered\"") == "3")
        #expect(value("kmsync_failures_total", ",cause=\"deadline_exceeded\"") == "1")
        try link.push(OutgoingBatch(hello: .first, items: items), deadline: .seconds(10)) { _ in }
        // A connection that the replica does not know is neither a failure nor an attempt.
        replica.answer(.helloAgain)
        #expect(value("kmsync_attempts_total", ",result=\"unanswered\"") == "3")
    }

    @Test
    func `suspensions are told by their events, and so are the primary's own failures`() throws {
        func event(_ kind: MonitorEvent.Kind, _ code: FailureCode) throws -> MonitorEvent {
            let now = time.now.wall
            return MonitorEvent(
                at: now,
                kind: kind,
                instanceID: try InstanceID("home"),
                replicaID: try InstanceID("away"),
                cause: FailureCause(
                    code: code,
                    detail: nil,
                    attempts: 1,
                    firstFailedAt: now,
                    lastFailedAt: now,
                    nextAttemptAt: nil
                ),
                message: "m"
            )
        }
        measurements.observe(try event(.replicaBackingOff, .replicaUnreachable))
        measurements.observe(try event(.resourceFailed, .primaryReadFailed))
        measurements.observe(try event(.resourceFailed, .secretQuotaExceeded))
        #expect(value("kmsync_breaker_opens_total", ",cause=\"replica_unreachable\"") == "1")
        #expect(value("kmsync_failures_total", ",cause=\"primary_read_failed\"") == "1")
        // Counted when the replica answered it, and not once more here.
        #expect(value("kmsync_failures_total", ",cause=\"secret_quota_exceeded\"") == "0")
    }

    @Test
    func `a replica that is gone takes its numbers with it, one whose primary cannot be read does not`() throws {
        var snapshot = SyncSnapshot.of([try .following()])
        #expect(measurements.families(snapshot).isFollowed)
        snapshot = .of([])
        snapshot.unreadPrimaries = [try InstanceID("home")]
        #expect(measurements.families(snapshot).isFollowed)
        snapshot = .of([try .following(state: .disassociated)])
        #expect(!measurements.families(snapshot).isFollowed)
    }
}

extension [MetricFamily] {
    fileprivate var isFollowed: Bool { MetricsText.write(self, as: .openMetrics).contains("replica=\"away\"") }
}
