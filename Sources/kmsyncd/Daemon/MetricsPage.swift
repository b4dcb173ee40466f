// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import InstanceStore
import OpenMetrics
import SyncEngine
import SyncMetrics
import SyncModel
import SyncRuntime

/// Everything that is measured, as text: what was counted so far, and what the rooms say when it is asked for.
struct MetricsPage: Sendable {
    private let wiring: Wiring
    private let connections: ConnectionCount

    init(_ wiring: Wiring, connections: ConnectionCount) {
        self.wiring = wiring
        self.connections = connections
    }

    /// Reads all instances' files: not to be called where nothing may wait.
    func text(_ format: TextFormat) -> String {
        MetricsText.write(wiring.measurements.families(snapshot()) + ProcessMetrics.families(), as: format)
    }

    /// An instance that cannot be read must not take the others' numbers away: it is left out, and told as unusable.
    private func snapshot() -> SyncSnapshot {
        var snapshot = SyncSnapshot(
            files: wiring.directory.fileReports().map { report in
                SyncSnapshot.File(
                    id: report.id,
                    bytes: report.bytes,
                    logBytes: report.walBytes,
                    isUsable: report.fault == nil
                )
            },
            connections: connections.value,
            version: ProgramVersion.current,
            sqliteVersion: InstanceDirectory.sqliteVersion
        )
        for file in snapshot.files {
            do {
                snapshot.instances.append(try wiring.catalog.describe(file.id))
                snapshot.add(try wiring.synchronizer.replicas(of: file.id))
            } catch {
                snapshot.unreadPrimaries.insert(file.id)
            }
        }
        return snapshot
    }
}
