// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// Nothing is applied after the replica's freeze, and a pair is never associated twice (invariant 4).
final class FreezeChecker: Checker {
    let name = "freeze"
    private var frozen: Set<Int> = []
    private var pairs: Set<Int> = []

    func check(_ observation: Observation, in simulation: Simulation) -> String? {
        switch observation {
        case .froze(let site): frozen.insert(site.index)
        case .applied(let held, _, let site):
            if frozen.contains(site.index) {
                return "\(held.resource.id) r\(held.version.revision) was applied after the freeze of \(site.name)"
            }
        case .associated(let site):
            if frozen.contains(site.index) { return "\(site.name) is associated again" }
        case .followed(let site):
            if frozen.contains(site.index) { return "\(site.name) follows again" }
            pairs.insert(site.index)
        default: break
        }
        return nil
    }
}
