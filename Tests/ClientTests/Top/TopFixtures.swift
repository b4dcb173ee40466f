// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

@testable import kmsync

/// States of the live view, as they would be at `now`.
enum TopFixtures {
    static let now = ContinuousClock.now

    /// A replica that is well, one that is cut off, one that refuses a resource.
    static let replicas = [
        Fixtures.association(),
        Fixtures.association(
            "kst-shanghai",
            connection: .backingOff,
            cause: .replicaUnreachable,
            lag: 95,
            counts: counts(pending: 12)
        ),
        Fixtures.association(
            "kst-shenzhen",
            lag: 4,
            counts: counts(pending: 3, failed: 2),
            causes: [.init(code: .secretQuotaExceeded, count: 2)]
        ),
    ]

    static let failed = ["secret/db/password", "secret/mail"].map { resource in
        TopLook.FailedResource(
            primary: "kst-hangzhou",
            resource: .init(
                resourceId: resource,
                replicaInstanceId: "kst-shenzhen",
                status: .failed,
                failureCause: Fixtures.cause(.secretQuotaExceeded),
                revision: 2
            )
        )
    }

    static func counts(pending: Int = 0, failed: Int = 0) -> SynchronizationInterface.StatusCounts {
        .init(pending: pending, inProgress: 0, inSync: 100, failed: failed, unknown: 0, detached: 0)
    }

    static func look(
        _ replicas: [SynchronizationInterface.Association] = replicas,
        failed: [TopLook.FailedResource] = failed,
        at age: Duration = .zero,
        pid: Int = 4711
    ) -> TopLook {
        var status = Fixtures.status(lag: 95)
        status.pid = pid
        status.associations = replicas.count
        return TopLook(
            askedAt: now - age,
            status: status,
            instances: [
                Fixtures.instance("kst-hangzhou", .primary), Fixtures.instance("kst-beijing", .replica),
                Fixtures.instance("kst-shanghai", .replica), Fixtures.instance("kst-shenzhen", .replica),
            ],
            replicas: replicas,
            failed: failed
        )
    }

    static func event(_ number: Int, _ name: String = "resource_failed", message: String = "") -> MonitorInterface.Event
    {
        MonitorInterface.Event(
            number: number,
            at: Fixtures.ago(4),
            event: name,
            instanceId: "kst-hangzhou",
            replicaInstanceId: "kst-shenzhen",
            resourceId: "secret/mail",
            failureCode: "secret_quota_exceeded",
            message: message
        )
    }

    /// What news and keys make of an empty state, all of it at `now`.
    static func state(_ news: [TopState.News], keys: [TopKey] = []) -> TopState {
        var state = TopState()
        for item in news { state.take(item, at: now, wall: Fixtures.now) }
        for key in keys { state.press(key) }
        return state
    }

    /// Replicas in trouble, with two looks a second apart and an event.
    static func troubled(keys: [TopKey] = []) -> TopState {
        var before = replicas
        before[2].appliedSequence -= 12
        return state(
            [.subscribed, .look(look(before, at: .seconds(1))), .look(look()), .event(event(7))],
            keys: keys
        )
    }

    static func picture(
        _ state: TopState,
        _ columns: Int,
        _ rows: Int,
        after passed: Duration = .zero
    ) -> TopLayout.Picture {
        TopLayout(
            state: state,
            size: TerminalSize(columns: columns, rows: rows),
            now: now + passed,
            wall: Fixtures.now.advanced(by: passed)
        ).picture()
    }

    static func text(_ state: TopState, _ columns: Int, _ rows: Int, after passed: Duration = .zero) -> String {
        picture(state, columns, rows, after: passed).lines.map { "\($0.text)\n" }.joined()
    }
}
