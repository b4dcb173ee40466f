// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// What can be done to a secret; an unrecoverable deletion is none of these, as it leaves no secret.
package enum SecretChange: Sendable, Hashable {
    /// A new version of this id at these stages; where the id is taken, `matchesValue` says whether by the same value.
    case put(VersionID, stages: [String], matchesValue: Bool)
    /// Another place for a stage.
    case moveStage(StageMove)
    /// Another description or other tags.
    case update(SecretUpdate)
    /// Destroys it after a waiting period in days.
    case scheduleDeletion(days: Int?)
    /// Takes the planned deletion back.
    case restore
}
