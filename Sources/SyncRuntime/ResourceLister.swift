// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// Lists the resources of one association that a query asks for, one more than its limit where there are more.
struct ResourceLister {
    /// Rows read at once while a filter leaves most of them out.
    private static let scanRows = 1000

    let store: any PrimaryStore
    let record: AssociationRecord
    let view: ReplicaView
    let query: ResourceQuery

    func rows() throws -> [SynchronizedResource] {
        var rows: [SynchronizedResource] = []
        var mark = firstMark
        while rows.count <= query.limit {
            let standings = try store.standings(
                StandingQuery(
                    association: record.number,
                    after: mark.name,
                    resourceID: query.resourceID,
                    onlySetAside: asksForFailures,
                    positions: view.positions,
                    limit: Self.scanRows
                )
            )
            rows += standings.compactMap(row).filter { !mark.isInclusive || isAfterMark($0) }
            guard standings.count == Self.scanRows, let last = standings.last else { return rows }
            mark = (name: last.resourceID.description, isInclusive: false)
        }
        return rows
    }

    /// Where to begin: the resource of the last row is looked at again, as other replicas of it may follow.
    private var firstMark: (name: String?, isInclusive: Bool) {
        guard let after = query.after else { return (nil, false) }
        return (Self.justBefore(after.resourceID), true)
    }

    private func isAfterMark(_ row: SynchronizedResource) -> Bool {
        guard let after = query.after else { return true }
        return (row.resourceID.description, row.replicaID.description) > (after.resourceID, after.replicaID)
    }

    /// Failures stand in a table of their own; everything else is derived row by row.
    private var asksForFailures: Bool { query.status == .failed && !view.isDetached }

    private func row(_ standing: ResourceStanding) -> SynchronizedResource? {
        let derived = StatusRule.derive(standing, view)
        if let status = query.status, derived.status != status { return nil }
        if let code = query.code, derived.cause?.code != code { return nil }
        return SynchronizedResource(
            resourceID: standing.resourceID,
            replicaID: record.replicaID,
            derived: derived,
            revision: standing.revision
        )
    }

    /// A text that sorts before `name` and after everything that sorts before it, for names of printable ASCII.
    private static func justBefore(_ name: String) -> String {
        guard let last = name.unicodeScalars.last, let previous = UnicodeScalar(last.value - 1) else { return "" }
        return String(name.dropLast()) + String(previous) + "\u{7F}"
    }
}
