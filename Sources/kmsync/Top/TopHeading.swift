// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

/// The first two lines: how the daemon is, and whether what is shown can be believed.
struct TopHeading {
    let layout: TopLayout

    func lines() -> [StyledLine] { layout.size.rows > 1 ? [daemon, figures] : [daemon] }

    private var daemon: StyledLine {
        var line = StyledLine("kmsyncd ", .heading)
        if case .lost(let since, let reason) = layout.state.contact {
            line.add("unreachable for \(length(since)): \(reason); reconnecting", .bad)
            return line
        }
        guard let status = layout.state.shown.look?.status else {
            line.add("is asked", .waiting)
            return line
        }
        line.add("\(status.version) ")
        line.add(status.state.rawValue, style(of: status.state))
        if let unusable = unusable(status) { line.add(": \(unusable)", .bad) }
        if let started = Timestamp(rfc3339: status.startedAt) {
            line.add(", up \(RelativeTime.length(max(0, layout.wall.since(started).inSeconds)))")
        }
        line.add(", process \(status.pid)")
        return line
    }

    /// Which instance cannot be used, and why: where that is so, it is what has to be seen first.
    private func unusable(_ status: DaemonInterface.Status) -> String? {
        let files = (status.files ?? []).compactMap { file in file.fault.map { (file.instanceId, $0) } }
        guard let (id, fault) = files.first else { return nil }
        let others = files.count > 1 ? " (and \(counted(files.count - 1, "other")))" : ""
        return "\(id)\(others): \(fault)"
    }

    private var figures: StyledLine {
        guard let look = layout.state.shown.look else { return StyledLine("No figures yet.", .faint) }
        var line = StyledLine()
        if layout.state.isPaused { line.add("paused; ", .waiting) }
        if !layout.isFresh { line.add("figures of \(length(look.askedAt)) ago. ", .waiting) }
        let status = look.status
        if status.associations > 0, CountsText.text(status.counts) != "none" {
            line.add("lag ")
            line.add(lag(status), layout.isFresh && status.lagSeconds == 0 ? .good : .waiting)
            line.add(": \(CountsText.text(status.counts)). ")
        }
        line.add("\(counted(status.instances, "instance")), \(counted(status.resources, "resource")).")
        return line
    }

    /// What is not known now is not told.
    private func lag(_ status: DaemonInterface.Status) -> String {
        layout.state.contact == .answering ? RelativeTime.lag(status.lagSeconds) : "unknown"
    }

    private func length(_ since: ContinuousClock.Instant) -> String {
        RelativeTime.length(max(0, since.duration(to: layout.now) / .seconds(1)))
    }

    private func style(of state: DaemonInterface.DaemonState) -> TerminalStyle {
        switch state {
        case .running: layout.isFresh ? .good : .waiting
        case .starting, .draining: .waiting
        case .degraded: .bad
        }
    }
}
