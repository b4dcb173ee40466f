// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// No secret is sent before the key that protects it is at the replica, or ahead of it in the same batch.
final class KeyOrderChecker: Checker {
    let name = "keys first"

    func check(_ observation: Observation, in simulation: Simulation) -> String? {
        guard case .pushed(let job, let site) = observation, !site.wasRestored else { return nil }
        var before: Set<RowID> = []
        for item in job.items {
            let resource = simulation.primary.file.resource(item.row)
            // What was read may be older than what is there now: a key that came since comes ahead of it next time.
            if let key = resource.key, resource.revision == item.revision, site.file.held(key) == nil,
                !before.contains(key)
            {
                return "\(item.resourceID) is sent to \(site.name) before its key"
            }
            before.insert(item.row)
        }
        return nil
    }
}
