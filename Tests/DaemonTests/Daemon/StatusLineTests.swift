// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel
import Testing

@testable import kmsyncd

struct StatusLineTests {
    private func replica(_ id: String, _ change: (inout AssociationView) -> Void = { _ in }) throws -> AssociationView {
        var view = AssociationView(
            primaryID: try InstanceID("hangzhou"),
            replicaID: try InstanceID(id),
            address: "local",
            region: "r",
            type: .allResources,
            state: .active,
            connection: .connected,
            cause: nil,
            epoch: Epoch(1),
            appliedSequence: .zero,
            headSequence: .zero,
            lag: .zero,
            lastContactAt: nil,
            lastSuccessAt: nil,
            pausedReason: nil,
            counts: StatusCounts(pending: 0, inProgress: 0, inSync: 0, failed: 0, unknown: 0, detached: 0),
            causes: []
        )
        change(&view)
        return view
    }

    @Test func `what a person asks first stands in one line`() throws {
        let line = StatusLine.text(
            instances: 4,
            unusable: 0,
            replicas: [try replica("beijing"), try replica("shanghai")]
        )
        #expect(line == "4 instances, 2 of 2 replicas in sync, lag 0 s")
        #expect(StatusLine.text(instances: 1, unusable: 0, replicas: []) == "1 instance, no replicas")
    }

    @Test func `lag is that of the worst replica, and unknown as soon as one of them is`() throws {
        let late = try replica("beijing") { $0.lag = .milliseconds(12_700) }
        let silent = try replica("shanghai") { $0.lag = nil }
        #expect(
            StatusLine.text(instances: 3, unusable: 0, replicas: [late, try replica("shenzhen")])
                == "3 instances, 1 of 2 replicas in sync, lag 12 s"
        )
        #expect(
            StatusLine.text(instances: 3, unusable: 0, replicas: [late, silent])
                == "3 instances, 0 of 2 replicas in sync, lag unknown"
        )
    }

    @Test func `what is wrong is named: unusable instances, pauses, failures and the first replica's cause`() throws {
        let paused = try replica("beijing") {
            $0.lag = .seconds(60)
            $0.pausedReason = "maintenance"
        }
        let failing = try replica("shanghai") {
            $0.lag = .seconds(5)
            $0.counts.failed = 3
            let now = Timestamp(milliseconds: 1_700_000_000_000)
            $0.cause = FailureCause(
                code: .replicaUnreachable,
                detail: "no answer",
                attempts: 2,
                firstFailedAt: now,
                lastFailedAt: now,
                nextAttemptAt: nil
            )
        }
        #expect(
            StatusLine.text(instances: 3, unusable: 1, replicas: [paused, failing])
                == "3 instances (1 unusable), 0 of 2 replicas in sync, lag 60 s, 1 paused, 3 resources failed,"
                + " shanghai: replica_unreachable"
        )
    }
}
