// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// An acknowledged change is never lost, whatever ends when (invariant 1).
///
/// Keeps what callers were told: revisions, and the values that they put. A value may go only when ten newer ones came.
final class AcknowledgedChecker: Checker {
    let name = "acknowledged changes"
    private static let kept = 10
    private var revisions: [RowID: Revision] = [:]
    private var values: [RowID: [UInt64]] = [:]

    func check(_ observation: Observation, in simulation: Simulation) -> String? {
        switch observation {
        case .acknowledged(let resource):
            if let told = revisions[resource.row], told >= resource.revision {
                return "\(resource.id) was changed twice to revision \(resource.revision)"
            }
            revisions[resource.row] = resource.revision
            note(resource)
            return missing(resource.row, simulation)
        case .stored(let resource):
            if resource.isDeleted || resource.secret?.versions.count == 1 { values[resource.row] = nil }
            return missing(resource.row, simulation)
        case .swept, .ended:
            for row in revisions.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
                if let text = missing(row, simulation) { return text }
            }
            return nil
        default: return nil
        }
    }

    private func note(_ resource: StoredResource) {
        guard case .secret(let secret, let held) = resource.content, let newest = secret.versions.last,
            let value = held[newest.id]
        else { return }
        var known = values[resource.row] ?? []
        if known.last != value { known.append(value) }
        values[resource.row] = known.suffix(Self.kept)
    }

    private func missing(_ row: RowID, _ simulation: Simulation) -> String? {
        let resource = simulation.primary.file.resource(row)
        if let told = revisions[row], told > resource.revision {
            return "\(resource.id) is at revision \(resource.revision), and \(told) was acknowledged"
        }
        guard case .secret(let secret, let held) = resource.content, let known = values[row], known.count > 1 else {
            return nil
        }
        let there = Set(held.values)
        let room = Self.kept - secret.versions.count
        let lost = known.count { !there.contains($0) }
        return lost > 0 && room > 0 ? "\(resource.id) lacks \(lost) values that were acknowledged" : nil
    }
}
