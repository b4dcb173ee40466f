// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI

/// What a disassociation means, in words.
enum Disassociation {
    /// How many resources that are behind are named.
    private static let shownBehind = 20

    static func consequence(_ reply: SynchronizationInterface.DisassociateReplica.Reply) -> String {
        let association = reply.association
        let counts = association.counts
        let total = counts.pending + counts.inProgress + counts.inSync + counts.failed + counts.unknown
        var text =
            "\(association.replicaInstanceId) (\(association.region)) keeps its copies of "
            + "\(counted(total, "resource")) of \(association.primaryInstanceId), frozen: nothing in it can be "
            + "created or changed any more, and the two can never be associated again."
        if reply.behindCount == 0 { return text + "\nIt is up to date: nothing is behind." }
        text += "\nIt is behind in \(counted(reply.behindCount, "resource")), and stays so:"
        for resource in reply.behind.prefix(shownBehind) { text += "\n  \(printable(resource))" }
        if reply.behindCount > shownBehind { text += "\n  and \(reply.behindCount - shownBehind) more" }
        return text
    }
}
