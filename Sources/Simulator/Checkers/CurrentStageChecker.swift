// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// ACSCurrent always is at a version that is there, and at one only (invariant 8).
final class CurrentStageChecker: Checker {
    let name = "current stage"

    func check(_ observation: Observation, in simulation: Simulation) -> String? {
        switch observation {
        case .stored(let resource): wrong(resource, "the primary")
        case .applied(let held, _, let site): wrong(held.resource, site.name)
        default: nil
        }
    }

    private func wrong(_ resource: StoredResource, _ place: String) -> String? {
        guard case .secret(let secret, let values) = resource.content else { return nil }
        let current = secret.versions.filter { $0.stages.contains(Secret.currentStage) }
        guard current.count == 1, let version = current.first else {
            return "\(resource.id) has \(current.count) current versions at \(place)"
        }
        return values[version.id] == nil ? "the current version of \(resource.id) holds nothing at \(place)" : nil
    }
}
