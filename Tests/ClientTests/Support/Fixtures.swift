// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

@testable import kmsync

/// Things to render, as a daemon would tell them at `now`.
enum Fixtures {
    static let now = Timestamp(milliseconds: 1_795_000_000_000)

    static func ago(_ seconds: Int) -> String {
        Timestamp(milliseconds: now.milliseconds - Int64(seconds) * 1000).description
    }

    static func screen(color: Bool = false, legend: Bool = true) -> Screen {
        Screen(color: color, legend: legend, now: now)
    }

    static func status(_ state: DaemonInterface.DaemonState = .running, lag: Double? = 0) -> DaemonInterface.Status {
        DaemonInterface.Status(
            version: "0.1.0",
            state: state,
            pid: 4711,
            startedAt: ago(10_800),
            instances: 2,
            associations: 1,
            resources: 121,
            counts: .init(pending: 2, inProgress: 0, inSync: 118, failed: 1, unknown: 0, detached: 0),
            lagSeconds: lag,
            connections: 1
        )
    }

    static func instance(_ id: String, _ role: InstanceRole) -> InstancesInterface.Instance {
        InstancesInterface.Instance(
            instanceId: id,
            region: id.replacing("kst", with: "cn"),
            residencyZone: "cn",
            accountId: "default",
            role: role,
            primaryInstanceId: role == .replica ? "kst-hangzhou" : nil,
            keyQuota: .init(limit: 100_000, used: 3),
            secretQuota: .init(limit: 118, used: 118),
            headSequence: 130,
            createdAt: ago(3600)
        )
    }

    static func cause(_ code: FailureCode) -> SynchronizationInterface.FailureCause {
        SynchronizationInterface.FailureCause(
            code: code,
            disposition: code.disposition,
            scope: code.scope,
            message: code.sentence,
            remedy: code.remedy,
            attempts: 4,
            firstFailedAt: ago(90),
            lastFailedAt: ago(4),
            nextAttemptAt: ago(-12)
        )
    }

    static func association(
        _ replica: String = "kst-beijing",
        state: AssociationState = .active,
        connection: ConnectionState = .connected,
        cause: FailureCode? = nil,
        lag: Double? = 0,
        counts: SynchronizationInterface.StatusCounts = .init(
            pending: 0,
            inProgress: 0,
            inSync: 121,
            failed: 0,
            unknown: 0,
            detached: 0
        ),
        causes: [SynchronizationInterface.CauseCount] = []
    ) -> SynchronizationInterface.Association {
        SynchronizationInterface.Association(
            primaryInstanceId: "kst-hangzhou",
            replicaInstanceId: replica,
            address: "local",
            region: "cn-beijing",
            synchronizationType: .allResources,
            state: state,
            connection: connection,
            failureCause: cause.map(Fixtures.cause),
            epoch: 1,
            appliedSequence: 128,
            headSequence: 130,
            lagSeconds: lag,
            lastContactAt: ago(5),
            lastSuccessAt: ago(95),
            pausedReason: state == .paused ? "disk swap" : nil,
            counts: counts,
            causes: causes
        )
    }
}
