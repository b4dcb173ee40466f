// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

/// How synchronized resources look.
enum ResourceTable {
    static let columns = [
        Table.Column("RESOURCE ID"), Table.Column("REPLICA INSTANCE ID"), Table.Column("SYNCHRONIZATION STATUS"),
        Table.Column("FAILURE CAUSE"),
    ]

    static func row(_ resource: SynchronizationInterface.SynchronizedResource, _ screen: Screen) -> [Table.Cell] {
        [
            Table.Cell(resource.resourceId), Table.Cell(resource.replicaInstanceId),
            Table.Cell(resource.status.rawValue, style(of: resource.status)), cause(of: resource, screen),
        ]
    }

    private static func cause(
        of resource: SynchronizationInterface.SynchronizedResource,
        _ screen: Screen
    ) -> Table.Cell {
        var parts: [String] = []
        if let cause = resource.failureCause { parts.append("\(cause.code.rawValue): \(cause.message)") }
        if let waiting = resource.waitingFor { parts.append("(waits: \(waiting.rawValue))") }
        if resource.status == .failed, let next = resource.failureCause?.nextAttemptAt {
            parts.append("(next attempt \(screen.time(next)))")
        }
        return Table.Cell(parts.joined(separator: " "), resource.status == .failed ? .bad : .faint)
    }

    static func style(of status: SynchronizationStatus) -> TerminalStyle {
        switch status {
        case .inSync: .good
        case .pending, .inProgress: .waiting
        case .failed, .unknown: .bad
        case .detached: .faint
        }
    }
}
