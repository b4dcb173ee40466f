// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

/// The replica: what it holds, decided by `ApplyRule`, and what it records of the primary's positions.
struct ReplicaModel {
    var held: [RowID: HeldVersion] = [:]
    var recorded = Positions(backfill: .zero, backfillEnd: .zero, live: .zero)
    /// Connections that it knows: they do not outlive its process.
    var sessions: Set<Int> = []
    var epoch = Epoch(1)

    /// Applies one item; a secret needs its key.
    mutating func apply(_ resource: PrimaryModel.Resource, refusal: FailureCode?) -> ItemAnswer.Result {
        if let refusal { return .failed(refusal, detail: nil) }
        if let key = resource.key, !resource.isDeleted, held[key] == nil {
            return .failed(.dependencyMissing, detail: nil)
        }
        let digest = PrimaryModel.digest(resource.row, resource.revision)
        let pushed = HeldVersion(epoch: epoch, revision: resource.revision, digest: digest)
        switch ApplyRule.decide(held: held[resource.row], pushed: pushed) {
        case .apply: held[resource.row] = pushed
        case .keep: break
        case .conflict: return .failed(.revisionConflict, detail: nil)
        }
        let now = held[resource.row] ?? pushed
        return .held(epoch: now.epoch, revision: now.revision, digest: now.digest)
    }
}
