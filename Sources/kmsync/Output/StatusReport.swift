// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

/// What `kmsync status` says: how all is, at a glance, and why it is not well.
struct StatusReport {
    let status: DaemonInterface.Status
    let instances: [InstancesInterface.Instance]
    let replicas: [SynchronizationInterface.Association]

    /// 0: all in sync; 1: catching up or paused; 2: something failed, backing off, unknown or unusable.
    var exitStatus: ExitStatus {
        var worst: ExitStatus =
            switch status.state {
            case .running: .success
            case .starting, .draining: .falsehood
            case .degraded: .partial
            }
        for replica in replicas where StatusReport.verdict(on: replica).rawValue > worst.rawValue {
            worst = StatusReport.verdict(on: replica)
        }
        return worst
    }

    /// The screen.
    func text(_ screen: Screen) -> String {
        var sections = [heading(screen)]
        if !instances.isEmpty {
            var table = Table(InstanceTable.columns, screen)
            sections.append(table.lines(instances.map { InstanceTable.row($0, screen) }))
        }
        if !replicas.isEmpty {
            var table = Table(ReplicaTable.columns, screen)
            sections.append(table.lines(replicas.map { ReplicaTable.row($0, screen) }))
        }
        let faults = (status.files ?? []).compactMap { file in
            file.fault.map { fault in
                let text = "cannot be used: \(sentenceCase(fault)) `kmsync doctor` says what to do."
                return StatusReport.line(about: file.instanceId, text, screen)
            }
        }
        let causes = replicas.flatMap { replica in
            ReplicaTable.causes(replica, screen).map { line in
                let pair = "\(replica.primaryInstanceId) to \(replica.replicaInstanceId)"
                return StatusReport.line(about: pair, line, screen)
            }
        }
        if !faults.isEmpty || !causes.isEmpty { sections.append((faults + causes).joined()) }
        return sections.joined(separator: "\n")
    }

    private static func line(about subject: String, _ text: String, _ screen: Screen) -> String {
        "\(TerminalStyle.heading.applied(to: printable(subject), color: screen.color)): \(printable(text))\n"
    }

    private func heading(_ screen: Screen) -> String {
        let started = Timestamp(rfc3339: status.startedAt)
        let uptime = started.map { ", up \(RelativeTime.length(max(0, screen.now.since($0).inSeconds)))" } ?? ""
        let state = style.applied(to: status.state.rawValue, color: screen.color)
        let summary =
            status.associations == 0
            ? "No replicas."
            : "At replicas: \(CountsText.text(status.counts)); lag \(RelativeTime.lag(status.lagSeconds))."
        return "kmsyncd \(printable(status.version)) \(state)\(uptime), process \(status.pid).\n"
            + "\(counted(status.instances, "instance")), \(counted(status.resources, "resource")). \(summary)\n"
    }

    private var style: TerminalStyle {
        switch status.state {
        case .running: .good
        case .starting, .draining: .waiting
        case .degraded: .bad
        }
    }

    /// What one association comes to.
    static func verdict(on replica: SynchronizationInterface.Association) -> ExitStatus {
        let counts = replica.counts
        if replica.state == .disassociated { return .success }
        if counts.failed > 0 { return .partial }
        if replica.state == .paused { return .falsehood }
        switch replica.connection {
        case .backingOff, .down: return .partial
        case .connected, .connecting: break
        }
        if replica.failureCause != nil || counts.unknown > 0 { return .partial }
        let isCaughtUp = replica.state == .active && replica.connection == .connected && replica.lagSeconds == 0
        return isCaughtUp && counts.pending == 0 && counts.inProgress == 0 ? .success : .falsehood
    }
}
