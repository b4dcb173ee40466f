// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

/// How associations look.
enum ReplicaTable {
    static let columns = [
        Table.Column("PRIMARY"), Table.Column("REPLICA"), Table.Column("STATE"), Table.Column("CONNECTION"),
        Table.Column("LAG", numeric: true), Table.Column("PENDING", numeric: true),
        Table.Column("FAILED", numeric: true), Table.Column("CAUSE"),
    ]

    static func row(_ replica: SynchronizationInterface.Association, _: Screen) -> [Table.Cell] {
        let isOver = replica.state == .disassociated
        let failed = replica.counts.failed
        let pending = replica.counts.pending + replica.counts.inProgress
        return [
            Table.Cell(replica.primaryInstanceId), Table.Cell(replica.replicaInstanceId),
            Table.Cell(replica.state.rawValue, style(of: replica.state)),
            isOver ? "" : Table.Cell(replica.connection.rawValue, style(of: replica.connection)),
            isOver ? "" : Table.Cell(RelativeTime.lag(replica.lagSeconds), replica.lagSeconds == 0 ? .good : .waiting),
            Table.Cell(String(pending), pending > 0 ? .waiting : .plain),
            Table.Cell(String(failed), failed > 0 ? .bad : .plain),
            Table.Cell(cause(of: replica), .bad),
        ]
    }

    /// Each cause of an association in words, with its remedy: first of the replica, then of its resources.
    static func causes(_ replica: SynchronizationInterface.Association, _ screen: Screen) -> [String] {
        guard replica.state != .disassociated else { return [] }
        var lines: [String] = []
        if let cause = replica.failureCause { lines.append(CauseText.line(cause, screen)) }
        for cause in replica.causes where cause.code != replica.failureCause?.code {
            lines.append(
                "\(cause.code.rawValue) (\(counted(cause.count, "resource"))): \(sentenceCase(cause.code.sentence)) "
                    + sentenceCase(cause.code.remedy)
            )
        }
        if let reason = replica.pausedReason { lines.append("paused: \(reason)") }
        return lines
    }

    static func details(_ replica: SynchronizationInterface.Association, _ screen: Screen) -> String {
        var details = Details()
        details.add("Primary", replica.primaryInstanceId)
        details.add("Replica", replica.replicaInstanceId)
        details.add("Address", replica.address)
        details.add("Region", replica.region)
        details.add("Synchronizes", replica.synchronizationType.rawValue)
        details.add("State", replica.state.rawValue, style(of: replica.state))
        details.add("Paused because", replica.pausedReason)
        details.add("Connection", replica.connection.rawValue, style(of: replica.connection))
        details.add("Lag", RelativeTime.lag(replica.lagSeconds))
        details.add("Position", "\(replica.appliedSequence) of \(replica.headSequence), epoch \(replica.epoch)")
        details.add("Last contact", replica.lastContactAt.map(screen.time))
        details.add("Last success", replica.lastSuccessAt.map(screen.time))
        details.add("Resources", CountsText.text(replica.counts))
        details.add("Causes", each: causes(replica, screen))
        return details.text(screen)
    }

    private static func cause(of replica: SynchronizationInterface.Association) -> String {
        guard replica.state != .disassociated else { return "" }
        if let cause = replica.failureCause { return cause.code.rawValue }
        guard let first = replica.causes.max(by: { $0.count < $1.count }) else { return "" }
        return replica.causes.count == 1 ? first.code.rawValue : "\(first.code.rawValue), …"
    }

    private static func style(of state: AssociationState) -> TerminalStyle {
        switch state {
        case .active: .good
        case .reserving, .bootstrapping, .paused, .disassociating: .waiting
        case .disassociated: .faint
        }
    }

    private static func style(of connection: ConnectionState) -> TerminalStyle {
        switch connection {
        case .connected: .good
        case .connecting: .waiting
        case .backingOff, .down: .bad
        }
    }
}
