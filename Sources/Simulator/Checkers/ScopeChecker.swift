// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// Nothing outside the association's scope reaches a replica (invariant 5): no resource that it does not cover, and no
/// replica in another residency zone or account.
final class ScopeChecker: Checker {
    let name = "scope"

    func check(_ observation: Observation, in simulation: Simulation) -> String? {
        switch observation {
        case .pushed(let job, let site):
            for item in job.items where !simulation.covers(item.row, site) && site.file.instance.role != .frozen {
                return "\(item.resourceID) is sent to \(site.name), which does not cover it"
            }
        case .applied(let held, _, let site):
            let primary = simulation.primary.file.instance
            if site.file.instance.residencyZone != primary.residencyZone {
                return "\(held.resource.id) has crossed the border to \(site.name)"
            }
            if let place = site.association,
                !simulation.primary.file.associations[place].covers(held.resource.row)
            {
                return "\(held.resource.id) is at \(site.name), which does not cover it"
            }
        default: break
        }
        return nil
    }
}
