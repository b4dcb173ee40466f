// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// One replica's trouble does not delay another's (invariant 11): a replica that nothing is wrong with, and that was in
/// sync since, is never far behind.
final class IsolationChecker: Checker {
    let name = "isolation"
    /// Requests, commits and shared limits take no more than this together, in seconds.
    private static let limit = 5.0
    private var healthySince: [Int: Int64] = [:]

    func check(_ observation: Observation, in simulation: Simulation) -> String? {
        switch observation {
        case .primaryEnded: healthySince = [:]
        case .sampled(let site, _, let truth):
            guard site.isTroubled == 0, !simulation.isSettling, !site.isPaused else {
                healthySince[site.index] = nil
                return nil
            }
            guard let since = healthySince[site.index] else {
                if truth == .zero && site.isAftermathOver { healthySince[site.index] = simulation.time }
                return nil
            }
            if truth.components.seconds >= Int64(Self.limit) {
                return "\(site.name) is \(truth) behind, and nothing was wrong with it since \(Trace.seconds(since)) s"
            }
        default: break
        }
        return nil
    }
}
