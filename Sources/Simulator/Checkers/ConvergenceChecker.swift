// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// Once faults end, everything becomes equal within a bound (invariant 10).
final class ConvergenceChecker: Checker {
    let name = "convergence"

    func check(_ observation: Observation, in simulation: Simulation) -> String? {
        guard case .ended(let isEqual) = observation, !isEqual else { return nil }
        let late = simulation.replicas.filter { !simulation.isEqual($0) }.map { site in
            let association = site.association.map { simulation.primary.file.associations[$0] }
            let place =
                association.map { "\($0.record.stage.rawValue), \($0.setAside.count) set aside" } ?? "not associated"
            return "\(site.name) lacks \(site.behind.count) resources (\(place), "
                + "\(site.run.map { "\($0.view.connection.rawValue), \($0.view.inFlight.count) in flight" } ?? "no run"))"
        }
        return "\(Int(Simulation.settlingTime)) s after the last fault \(late.joined(separator: "; "))"
    }
}
