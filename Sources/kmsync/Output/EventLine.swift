// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI

/// How an event looks: one line.
enum EventLine {
    static func text(_ event: MonitorInterface.Event, color: Bool) -> String {
        let name = style(of: event.event).applied(to: printable(event.event), color: color)
        var parts = [printable(event.at), name]
        let pair = [event.instanceId, event.replicaInstanceId].compactMap { $0 }.joined(separator: ">")
        if !pair.isEmpty { parts.append(printable(pair)) }
        if let resource = event.resourceId { parts.append(printable(resource)) }
        if let code = event.failureCode { parts.append(printable(code)) }
        if !event.message.isEmpty { parts.append(printable(event.message)) }
        return parts.joined(separator: "  ") + "\n"
    }

    static func style(of event: String) -> TerminalStyle {
        switch event {
        case "resource_failed", "replica_backing_off", "replica_down", "drift_found": .bad
        case "replica_paused", "replica_disassociating", "replica_disassociated": .waiting
        case "replica_in_sync", "resource_synchronized", "replica_connected": .good
        default: .plain
        }
    }
}
