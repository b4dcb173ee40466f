// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// The lag that is told is never too small, and never 0 of a replica that nobody heard of lately.
final class LagChecker: Checker {
    let name = "lag"
    /// Silence after which nothing good may be said, in microseconds: the core's limit, and a sample more.
    private static let silence: Int64 = 61_000_000
    private var heardAt: [Int: Int64] = [:]

    func check(_ observation: Observation, in simulation: Simulation) -> String? {
        switch observation {
        case .heard(let site): heardAt[site.index] = simulation.time
        case .sampled(let site, let told?, let truth):
            // A wall clock that was set says wrong times, of which nothing better can be known.
            let isSmaller = told + .milliseconds(1) < truth
            if isSmaller && simulation.skew == 0 && !site.wasRestored {
                return "\(site.name) is told to be \(told) behind, and is \(truth)"
            }
            if told == .zero, isSilent(site, simulation) { return "lag 0 of \(site.name), which is silent" }
        case .looked(let look):
            if look.status.status == .inSync, isSilent(look.site, simulation) {
                return "\(look.resource.id) is called in sync at \(look.site.name), which is silent"
            }
        default: break
        }
        return nil
    }

    private func isSilent(_ site: ReplicaSite, _ simulation: Simulation) -> Bool {
        simulation.time - (heardAt[site.index] ?? Int64.min / 2) > Self.silence
    }
}
