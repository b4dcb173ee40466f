// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// Nothing is sent to a replica that an operator holds.
final class PauseChecker: Checker {
    let name = "pause"

    func check(_ observation: Observation, in simulation: Simulation) -> String? {
        guard case .pushed(_, let site) = observation, let run = site.run, run.isHeld else { return nil }
        return "a push to \(site.name), which is paused"
    }
}
