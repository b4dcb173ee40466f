// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// The revision that a replica holds never decreases within an epoch (invariant 2).
final class RevisionChecker: Checker {
    let name = "revisions"

    func check(_ observation: Observation, in simulation: Simulation) -> String? {
        guard case .applied(let after, let before?, let site) = observation,
            after.version.epoch == before.version.epoch, after.version.revision < before.version.revision
        else { return nil }
        return "\(after.resource.id) went back from revision \(before.version.revision) to "
            + "\(after.version.revision) at \(site.name)"
    }
}
