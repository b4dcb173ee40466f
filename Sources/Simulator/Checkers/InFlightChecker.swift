// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// At most one push of a resource is on its way to a replica (invariant 6), and none while an operator holds it.
final class InFlightChecker: Checker {
    let name = "pushes in flight"
    private var inFlight: [Int: Set<RowID>] = [:]

    func check(_ observation: Observation, in simulation: Simulation) -> String? {
        switch observation {
        case .primaryEnded: inFlight = [:]
        case .answered(let job, _, let site):
            for item in job.items { inFlight[site.index]?.remove(item.row) }
        case .pushed(let job, let site):
            if job.items.isEmpty { return "an empty push to \(site.name)" }
            for item in job.items where !inFlight[site.index, default: []].insert(item.row).inserted {
                return "\(item.resourceID) is on its way to \(site.name) twice"
            }
        default: break
        }
        return nil
    }
}
