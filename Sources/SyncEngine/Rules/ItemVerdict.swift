// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// What an answer of a replica means for one resource.
package enum ItemVerdict: Sendable {
    /// The replica holds just what was sent.
    case confirmed
    /// The replica holds something newer than what was sent: the primary may have been restored.
    case regressed(LinkFailure)
    /// It could not take it, or holds something else.
    case failed(LinkFailure)
}

extension ItemAnswer {
    /// Judges what the replica says by what was sent, under the epoch of the association.
    package func verdict(under epoch: Epoch) -> ItemVerdict {
        switch result {
        case .held(let heldEpoch, let heldRevision, let heldDigest):
            if heldEpoch == epoch && heldRevision == revision && heldDigest == digest { return .confirmed }
            if heldEpoch > epoch || heldRevision > revision {
                return .regressed(
                    LinkFailure(.sourceRegressed, detail: "at revision \(heldRevision) there, \(revision) here")
                )
            }
            return .failed(LinkFailure(.revisionConflict, detail: "revision \(heldRevision)"))
        case .failed(let code, let detail):
            return .failed(LinkFailure(code, detail: detail))
        }
    }
}
