// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel

extension DaemonInterface.Status {
    /// Composes what the daemon says of itself with what it holds and how its replicas are; those that are over count
    /// as detached, and no more.
    init(
        _ daemon: DaemonStatus,
        instances: [Instance],
        associations: [AssociationView],
        callerRole: Role?,
        now: Timestamp
    ) {
        let present = associations.filter { $0.state != .disassociated }
        self.init(
            version: daemon.version,
            state: daemon.state,
            pid: Int(daemon.processID),
            startedAt: daemon.startedAt.description,
            instances: instances.count,
            associations: present.count,
            resources: instances.reduce(0) { $0 + $1.keyQuota.used + $1.secretQuota.used },
            counts: SynchronizationInterface.StatusCounts(associations.reduce(.zero) { $0 + $1.counts }),
            lagSeconds: Self.worstLag(of: present)?.inSeconds,
            connections: daemon.connections,
            callerRole: callerRole?.rawValue,
            time: now.description,
            sqliteVersion: daemon.sqliteVersion,
            stateDirectory: daemon.stateDirectory,
            configurationFile: daemon.configurationFile,
            files: daemon.files
        )
    }

    // The worst of several is unknown as soon as one is; a replica that is being let go of is nobody's loss.
    private static func worstLag(of associations: [AssociationView]) -> Duration? {
        var worst = Duration.zero
        for association in associations where association.state != .disassociating {
            guard let lag = association.lag else { return nil }
            worst = max(worst, lag)
        }
        return worst
    }
}
