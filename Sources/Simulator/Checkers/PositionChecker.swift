// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// A position passes a row in scope only if it is confirmed, or set aside in the same transaction (invariant 7).
final class PositionChecker: Checker {
    let name = "positions"

    func check(_ observation: Observation, in simulation: Simulation) -> String? {
        guard case .progressed(let progress, let before, let site) = observation, let place = site.association,
            !site.wasRestored
        else { return nil }
        let association = simulation.primary.file.associations[place]
        let after = progress.positions
        for (from, through) in [(before.backfill, after.backfill), (before.live, after.live)] {
            var sequence = from.next
            while sequence <= through {
                if let resource = simulation.primary.file.resource(at: sequence), association.covers(resource.row),
                    association.setAside[resource.row] == nil, !site.file.holds(resource)
                {
                    return "the position \(through) for \(site.name) passes \(resource.id) at \(sequence)"
                }
                sequence = sequence.next
            }
        }
        return nil
    }
}
