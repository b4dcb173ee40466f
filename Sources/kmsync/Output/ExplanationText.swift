// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

/// How an explanation looks: the status, the sentences, and what is known to have happened.
enum ExplanationText {
    static func text(_ reply: SynchronizationInterface.ExplainResource.Reply, _ screen: Screen) -> String {
        let status = ResourceTable.style(of: reply.resource.status)
            .applied(to: reply.resource.status.rawValue, color: screen.color)
        let waiting = reply.resource.waitingFor.map { ", waits: \($0.rawValue)" } ?? ""
        let heading = "\(printable(reply.resource.resourceId)) at \(printable(reply.resource.replicaInstanceId)): "
        return heading + status + waiting + "\n" + printable(reply.explanation) + "\n"
            + timeline(reply.timeline, screen)
    }

    private static func timeline(_ events: [SynchronizationInterface.TimelineEvent], _ screen: Screen) -> String {
        guard !events.isEmpty else { return "" }
        var table = Table([Table.Column("WHEN"), Table.Column("TIME"), Table.Column("WHAT")], screen)
        let rows = events.map { event in
            let code = event.code.map { "\($0): " } ?? ""
            return [
                Table.Cell(screen.time(event.at)), Table.Cell(event.at, .faint),
                Table.Cell(code + event.detail, event.code == nil ? .plain : .bad),
            ]
        }
        return "\n" + table.lines(rows)
    }
}
