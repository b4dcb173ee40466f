// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlServer
import SyncEngine
import SyncModel
import VarlinkServer

@testable import kmsyncd

/// What entries are made of: one of every kind, as bare as it comes.
enum Samples {
    static let time = Timestamp(milliseconds: 1_000_000)

    /// Every transition of the daemon.
    static var transitions: [DaemonTransition] {
        get throws {
            let id = try InstanceID("a")
            return [
                .started(version: "1", instances: 2, socket: "made at /s"), .stopping, .callsCutOff, .stoppedAtOnce,
                .startRefused(reason: "r"), .reloaded(file: "f"),
                .reloadRefused(ConfigurationError(file: "f", line: 3, reason: "r")),
                .masterKeyMade(file: "f"), .rootKeyRewrapped(id, from: "one", to: "two"),
                .instanceUnusable(id, reason: "r"), .instanceUsable(id), .instanceFull(id), .instanceHasSpace(id),
                .diskFailed(id, detail: "d"), .queuesStandStill(["q"]), .queuesMoveAgain(["q"]),
                .materialDestroyed(id, .key(try KeyID("k"))),
                .faultRehearsed(id), .connectionsExhausted(limit: 256), .handlerDefective(detail: "d"),
            ]
        }
    }

    /// Every event, as its room makes it.
    static func event(_ kind: MonitorEvent.Kind, cause: FailureCause? = nil) throws -> MonitorEvent {
        let isOfInstance = kind == .instanceCreated || kind == .instanceReleased
        return MonitorEvent(
            at: time,
            kind: kind,
            instanceID: try InstanceID("a"),
            replicaID: isOfInstance ? nil : try InstanceID("b"),
            resourceID: kind == .resourceFailed ? try ResourceID("secret/s") : nil,
            revision: kind == .resourceFailed ? Revision(7) : nil,
            cause: cause,
            message: "m"
        )
    }

    /// A cause after some failures.
    static func cause(_ code: FailureCode, attempts: Int = 1, failingFor: Duration = .zero) -> FailureCause {
        FailureCause(
            code: code,
            detail: "d",
            attempts: attempts,
            firstFailedAt: time.advanced(by: .zero - failingFor),
            lastFailedAt: time,
            nextAttemptAt: nil
        )
    }

    /// Every outcome of the audit.
    static let outcomes: [AuditEntry.Outcome] = [
        .used, .useFailed(error: "io.kmsync.Keys.KeyNotFound"), .changed,
        .changeFailed(error: "io.kmsync.Keys.KeyNotFound"), .denied(required: .administrator),
    ]

    /// An entry of the audit that names nothing but what all of them have.
    static func audit(_ outcome: AuditEntry.Outcome) -> AuditEntry {
        AuditEntry(
            peer: Peer(uid: 1000, gid: 1, pid: 77, groups: []),
            method: "io.kmsync.Keys.Encrypt",
            instanceID: nil,
            resource: nil,
            outcome: outcome
        )
    }
}
