// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel
import Testing

@testable import kmsync

struct StatusReportTests {
    private static let troubled = StatusReport(
        status: Fixtures.status(.degraded, lag: 95),
        instances: [Fixtures.instance("kst-hangzhou", .primary), Fixtures.instance("kst-beijing", .replica)],
        replicas: [
            Fixtures.association(
                connection: .backingOff,
                cause: .replicaUnreachable,
                lag: 95,
                counts: .init(pending: 2, inProgress: 0, inSync: 118, failed: 1, unknown: 0, detached: 0),
                causes: [.init(code: .secretQuotaExceeded, count: 1)]
            )
        ]
    )

    @Test
    func `the screen says at a glance what is wrong, and what to do`() {
        #expect(
            Self.troubled.text(Fixtures.screen()) == """
                kmsyncd 0.1.0 degraded, up 3 h, process 4711.
                2 instances, 121 resources. At replicas: 118 in sync, 2 pending, 1 failed; lag 95 s.

                INSTANCE      REGION       ZONE  ROLE         KEYS  SECRETS
                kst-hangzhou  cn-hangzhou  cn    primary  3/100000  118/118
                kst-beijing   cn-beijing   cn    replica  3/100000  118/118

                PRIMARY       REPLICA      STATE   CONNECTION    LAG  PENDING  FAILED  CAUSE
                kst-hangzhou  kst-beijing  active  backing_off  95 s        2       1  replica_unreachable

                kst-hangzhou to kst-beijing: replica_unreachable: No connection to the replica. Check the network and \
                the instance. 4 attempts since 90 s ago. Next attempt in 12 s.
                kst-hangzhou to kst-beijing: secret_quota_exceeded (1 resource): The replica's secret quota is used up. \
                Raise the replica's secret quota.

                """
        )
    }

    @Test
    func `colour changes nothing but colour`() {
        let plain = Self.troubled.text(Fixtures.screen())
        let colored = Self.troubled.text(Fixtures.screen(color: true))
        #expect(colored != plain)
        #expect(colored.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
        #expect(colored.contains("\u{1B}[31mbacking_off\u{1B}[0m"))
    }

    @Test
    func `without a legend the headings are gone and the rows are there`() {
        let text = Self.troubled.text(Fixtures.screen(legend: false))
        #expect(
            !text.contains("PRIMARY")
                && text.contains("kst-hangzhou  kst-beijing  active  backing_off  95 s  2  1  repl")
        )
    }

    @Test
    func `an instance that cannot be used is named, with its reason`() {
        var status = Fixtures.status(.degraded)
        status.files = [
            .init(instanceId: "kst-hangzhou", bytes: 1, walBytes: 0),
            .init(instanceId: "kst-beijing", bytes: 1, walBytes: 0, fault: "it is damaged\u{1B}c"),
        ]
        let report = StatusReport(status: status, instances: [], replicas: [])
        let lines = report.text(Fixtures.screen()).split(separator: "\n")
        #expect(report.exitStatus == .partial)
        #expect(lines.count == 3)
        #expect(lines.last?.hasPrefix("kst-beijing: cannot be used: It is damaged") == true)
        #expect(lines.last?.hasSuffix(" `kmsync doctor` says what to do.") == true)
        #expect(!lines.joined().contains("\u{1B}"))
    }

    @Test
    func `a daemon without replicas is well`() {
        let report = StatusReport(status: Fixtures.status(), instances: [], replicas: [])
        #expect(report.exitStatus == .success)
    }

    @Test(arguments: [
        (Fixtures.association(), kmsync.ExitStatus.success),
        (Fixtures.association(lag: 0.2), .falsehood), (Fixtures.association(lag: nil), .falsehood),
        (Fixtures.association(state: .bootstrapping), .falsehood),
        (Fixtures.association(state: .reserving), .falsehood),
        (Fixtures.association(state: .paused, lag: 300), .falsehood),
        (Fixtures.association(state: .paused, connection: .backingOff), .falsehood),
        (Fixtures.association(state: .disassociating, connection: .backingOff), .partial),
        (Fixtures.association(connection: .connecting), .falsehood),
        (Fixtures.association(counts: counts(pending: 1)), .falsehood),
        (Fixtures.association(counts: counts(inProgress: 1)), .falsehood),
        (Fixtures.association(counts: counts(failed: 1)), .partial),
        (Fixtures.association(state: .paused, counts: counts(failed: 1)), .partial),
        (Fixtures.association(counts: counts(unknown: 1)), .partial),
        (Fixtures.association(connection: .backingOff), .partial), (Fixtures.association(connection: .down), .partial),
        (Fixtures.association(cause: .replicaStorageFull), .partial),
        (Fixtures.association(state: .disassociated, connection: .down, cause: .fenced, lag: nil), .success),
        (Fixtures.association(state: .disassociated, counts: counts(failed: 3, detached: 9)), .success),
    ])
    func `the exit status is the worst of the replicas, those that are over aside`(
        replica: SynchronizationInterface.Association,
        expected: kmsync.ExitStatus
    ) {
        let alone = StatusReport(status: Fixtures.status(), instances: [], replicas: [replica])
        #expect(alone.exitStatus == expected)
        let beside = StatusReport(
            status: Fixtures.status(),
            instances: [],
            replicas: [Fixtures.association("r2"), replica, Fixtures.association("r3")]
        )
        #expect(beside.exitStatus == expected)
    }
}

private func counts(
    pending: Int = 0,
    inProgress: Int = 0,
    failed: Int = 0,
    unknown: Int = 0,
    detached: Int = 0
) -> SynchronizationInterface.StatusCounts {
    .init(pending: pending, inProgress: inProgress, inSync: 5, failed: failed, unknown: unknown, detached: detached)
}
