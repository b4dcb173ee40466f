// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// A version that is asked for, apart from its value.
package struct NewSecretVersion: Sendable, Hashable {
    /// Its id; nil: one is made up.
    package let id: VersionID?
    /// Stages that move to it, sorted, each once; never empty.
    package let stages: [String]

    /// Checks the stages; nil stands for ACSCurrent.
    package init(id: VersionID? = nil, stages: [String]? = nil) throws(InvalidInput) {
        var names: Set<String> = []
        for stage in stages ?? [Secret.currentStage] {
            names.insert(try StageRule.check(stage, field: "stages"))
        }
        guard (1...Secret.maximumStageCount).contains(names.count) else {
            throw InvalidInput(
                field: "stages",
                reason: "a version is put with 1 to \(Secret.maximumStageCount) stages; leave them out for "
                    + Secret.currentStage
            )
        }
        guard !names.isSuperset(of: [Secret.currentStage, Secret.previousStage]) else {
            throw InvalidInput(
                field: "stages",
                reason: "\(Secret.previousStage) follows \(Secret.currentStage) by itself; leave it out"
            )
        }
        self.id = id
        self.stages = names.sorted()
    }
}
