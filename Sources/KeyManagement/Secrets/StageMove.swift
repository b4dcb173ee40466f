// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// Which stage goes where: to a version, away from one, or both.
package struct StageMove: Sendable, Hashable {
    /// The stage.
    package let stage: String
    /// What becomes of it.
    package let target: Target

    /// Where a stage goes.
    package enum Target: Sendable, Hashable {
        /// It points at this version from now on; where `from` is given, it has to point there until now.
        case move(to: VersionID, from: VersionID?)
        /// It points at this version until now, and at none from now on.
        case remove(from: VersionID)
    }

    /// Accepts a stage with a version to move it to, one to remove it from, or both; the two have to differ.
    package init(stage: String, to destination: VersionID?, from origin: VersionID?) throws(InvalidInput) {
        self.stage = try StageRule.check(stage)
        switch (destination, origin) {
        case (let destination?, let origin) where destination != origin:
            target = .move(to: destination, from: origin)
        case (_?, _):
            throw InvalidInput(field: "removeFromVersionId", reason: "a stage moves from one version to another")
        case (nil, let origin?):
            guard stage != Secret.currentStage else {
                throw InvalidInput(
                    field: "stage",
                    reason: "\(Secret.currentStage) always points at a version; move it to another"
                )
            }
            target = .remove(from: origin)
        case (nil, nil):
            throw InvalidInput(
                field: "moveToVersionId",
                reason: "name the version to move the stage to, or the one to remove it from"
            )
        }
    }
}
