// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// What takes something away from callers overtakes everything: it is at a replica that nothing is wrong with within
/// two round trips and a second.
final class UrgencyChecker: Checker {
    let name = "urgency"
    private var waiting: [Int: [RowID: Int64]] = [:]

    func check(_ observation: Observation, in simulation: Simulation) -> String? {
        switch observation {
        case .stored(let resource):
            for site in simulation.replicas {
                waiting[site.index]?[resource.row] = nil
                guard resource.isUrgent, site.isHealthy, simulation.covers(resource.row, site) else { continue }
                waiting[site.index, default: [:]][resource.row] = simulation.time
            }
        case .applied(let held, _, let site): waiting[site.index]?[held.resource.row] = nil
        case .sampled(let site, _, _):
            guard site.isHealthy else {
                waiting[site.index] = nil
                return nil
            }
            let limit = Int64(4 * site.plan.latency.upperBound * 1000) + 2_000_000
            for (row, since) in waiting[site.index] ?? [:] where simulation.time - since > limit {
                let resource = simulation.primary.file.resource(row)
                // What failed there waits for its next attempt, or for its key.
                if site.run?.association.setAside[row] != nil {
                    waiting[site.index]?[row] = nil
                    continue
                }
                return "\(resource.id) r\(resource.revision) is urgent, and not at \(site.name) after 2 s"
            }
        case .primaryEnded: waiting = [:]
        default: break
        }
        return nil
    }
}
