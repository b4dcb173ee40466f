// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

/// The lists below the heading, the most important first.
struct TopSections {
    let layout: TopLayout

    private var figures: TopState.Figures { layout.state.shown }
    private var screen: Screen { Screen(color: false, legend: true, now: layout.wall) }

    func lists() -> [TopList] {
        guard let look = figures.look else { return [events()] }
        var lists = [replicas(look)]
        if look.failedCount > 0 || !look.failed.isEmpty { lists.append(failures(look)) }
        return lists + [events(), instances(look)]
    }

    private func replicas(_ look: TopLook) -> TopList {
        let rows = TopOrder.sorted(look.replicas, by: layout.state.order).map { replica in
            let cells = ReplicaTable.row(replica, screen)
            let rate = TopSections.rate(figures.rates[TopPair(replica)])
            return [
                cells[1], cells[0], cells[2], known(replica, cells[3]), known(replica, cells[4]), Table.Cell(rate),
                cells[5], cells[6],
                reason(replica, cells[7]),
            ]
        }
        guard !rows.isEmpty else {
            let nothing = [StyledLine("REPLICA", .heading), StyledLine("None yet: `kmsync replica add` makes one.")]
            return TopList(section: .replicas, lines: nothing, total: nil)
        }
        return list(
            .replicas,
            [
                .init("REPLICA", importance: 10), .init("PRIMARY", importance: 1), .init("STATE", importance: 4),
                .init("CONNECTION", importance: 7), .init("LAG", numeric: true, importance: 9),
                .init("RATE", numeric: true, importance: 3), .init("PENDING", numeric: true, importance: 6),
                .init("FAILED", numeric: true, importance: 8), .init("CAUSE", importance: 5),
            ],
            rows
        )
    }

    private func failures(_ look: TopLook) -> TopList {
        let rows = look.failed.map { failed in
            let cause = failed.resource.failureCause
            return [
                Table.Cell(failed.resource.resourceId), Table.Cell(failed.resource.replicaInstanceId),
                Table.Cell(screen.time(cause?.firstFailedAt)), Table.Cell(cause.map { String($0.attempts) } ?? ""),
                Table.Cell(cause?.nextAttemptAt.map(next) ?? ""),
                Table.Cell(cause.map { "\($0.code.rawValue): \(sentenceCase($0.message))" } ?? "", .bad),
            ]
        }
        return list(
            .failures,
            [
                .init("FAILED RESOURCE", importance: 10, limit: max(15, layout.size.columns / 3)),
                .init("REPLICA", importance: 8), .init("SINCE", importance: 4),
                .init("TRIES", numeric: true, importance: 2), .init("NEXT", importance: 3),
                .init("CAUSE", importance: 9),
            ],
            rows,
            total: look.failedCount
        )
    }

    private func events() -> TopList {
        let rows = figures.events.entries.map { entry in
            switch entry {
            case .missed(let count): ["", "note", "", Table.Cell("\(counted(count, "event")) missed", .waiting)]
            case .note(let text, let time): [age(time), "note", "", Table.Cell(text, .waiting)]
            case .event(let event):
                [
                    age(event.at), Table.Cell(event.event, EventLine.style(of: event.event)),
                    Table.Cell(event.replicaInstanceId ?? event.instanceId ?? ""), Table.Cell(what(event)),
                ]
            }
        }
        return list(
            .events,
            [
                .init("AGE", numeric: true, importance: 7), .init("EVENT", importance: 10),
                .init("WHERE", importance: 6), .init("WHAT", importance: 9),
            ],
            rows.isEmpty ? [["", "none yet", "", ""]] : rows
        )
    }

    private func instances(_ look: TopLook) -> TopList {
        let columns = InstanceTable.columns.enumerated().map { index, column in
            FittedTable.Column(column.title, numeric: column.isNumeric, importance: [10, 7, 3, 9, 5, 6][index])
        }
        return list(.instances, columns, look.instances.map { InstanceTable.row($0, screen) })
    }

    private func list(
        _ section: TopState.Section,
        _ columns: [FittedTable.Column],
        _ rows: [[Table.Cell]],
        total: Int? = nil
    ) -> TopList {
        var lines = FittedTable(columns, rows: rows, width: layout.size.columns).lines()
        // Figures that are not of this moment do not look like it.
        if section != .events, !layout.isFresh {
            lines = lines.prefix(1) + lines.dropFirst().map { $0.restyled(.faint) }
        }
        return TopList(section: section, lines: lines, total: total)
    }

    /// What the daemon alone can know, and only while it answers.
    private func known(_ replica: SynchronizationInterface.Association, _ cell: Table.Cell) -> Table.Cell {
        layout.state.contact == .answering || replica.state == .disassociated ? cell : "unknown"
    }

    /// The cause in words where there is one of the replica's own; else why it is paused.
    private func reason(_ replica: SynchronizationInterface.Association, _ cell: Table.Cell) -> Table.Cell {
        if let cause = replica.failureCause, replica.state != .disassociated {
            return Table.Cell("\(cause.code.rawValue): \(sentenceCase(cause.message))", .bad)
        }
        if replica.causes.isEmpty, let reason = replica.pausedReason {
            return Table.Cell("paused: \(reason)", .waiting)
        }
        return cell
    }

    private func age(_ time: String) -> Table.Cell {
        Table.Cell(
            Timestamp(rfc3339: time).map { RelativeTime.length(max(0, layout.wall.since($0).inSeconds)) } ?? time
        )
    }

    /// The sentence, which mostly names the resource and the cause already.
    private func what(_ event: MonitorInterface.Event) -> String {
        let facts = [event.resourceId, event.failureCode].compactMap { $0 }.filter { !event.message.contains($0) }
        return (facts + [event.message]).filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func next(_ time: String) -> String {
        let text = screen.time(time)
        return text.hasSuffix("ago") || text == "now" ? "due" : text
    }

    /// `0/s`, `1.5/s`, `120/s`; `-` where it is not known.
    static func rate(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "" }
        let tenths = Int((min(value, 1e12) * 10).rounded())
        return tenths >= 100 || tenths % 10 == 0 ? "\((tenths + 5) / 10)/s" : "\(tenths / 10).\(tenths % 10)/s"
    }
}
