// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// In sync means equal (invariant 3): what is confirmed, and what is called in sync, is what the replica holds.
final class InSyncChecker: Checker {
    let name = "in sync"

    func check(_ observation: Observation, in simulation: Simulation) -> String? {
        switch observation {
        case .confirmed(let items, let site):
            guard !site.wasRestored else { return nil }
            for item in items where site.file.held(item.row)?.version.revision ?? .zero < item.revision {
                return "\(item.resourceID) r\(item.revision) is confirmed, and \(site.name) does not hold it"
            }
            return nil
        case .looked(let look):
            guard look.status.status == .inSync, !look.site.wasRestored, !look.site.file.holds(look.resource) else {
                return nil
            }
            let held = look.site.file.held(look.resource.row)?.version.revision
            return "\(look.resource.id) r\(look.resource.revision) is called in sync, and \(look.site.name) holds "
                + (held.map { "r\($0)" } ?? "nothing")
        default: return nil
        }
    }
}
