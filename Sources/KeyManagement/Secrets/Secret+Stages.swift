// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

extension Secret {
    /// What the move makes of the secret.
    func stageMoved(_ move: StageMove) throws(Refusal) -> ChangeOutcome<Secret> {
        try admitUse()
        var secret = self
        secret.revision = revision.next
        switch move.target {
        case .move(let destination, let origin):
            let target = try version(id: destination, stage: nil)
            // Asked for again after it was done: the same answer.
            guard !target.stages.contains(move.stage) else { return .unchanged }
            if let origin { _ = try version(id: origin, stage: move.stage) }
            secret.place(move.stage, at: destination)
            try secret.admitStages(field: "stage")
            return .changed(ResourceChange(secret))
        case .remove(let origin):
            _ = try version(id: origin, stage: move.stage)
            secret.take(move.stage)
            return .changed(ResourceChange(secret, isUrgent: true))
        }
    }

    /// Points the stage at the version and away from every other; ACSPrevious follows where ACSCurrent was.
    mutating func place(_ stage: String, at id: VersionID) {
        let former = version(atStage: stage)?.id
        take(stage)
        guard let index = versions.firstIndex(where: { $0.id == id }) else {
            preconditionFailure("a stage was to point at a version that is not there")
        }
        versions[index].stages.append(stage)
        versions[index].stages.sort()
        if stage == Self.currentStage, let former, former != id { place(Self.previousStage, at: former) }
    }

    /// Refuses more stages than a secret may have.
    func admitStages(field: String) throws(Refusal) {
        guard versions.reduce(0, { $0 + $1.stages.count }) <= Self.maximumStageCount else {
            throw .invalidInput(
                InvalidInput(
                    field: field,
                    reason: "a secret has at most \(Self.maximumStageCount) stages; remove one first"
                )
            )
        }
    }

    /// Drops the oldest versions without a stage until the limit is kept, and gives their ids.
    ///
    /// As a secret may have fewer stages than versions, there always is one without a stage.
    mutating func dropOldestIfTooMany() -> [VersionID] {
        var dropped: [VersionID] = []
        while versions.count > Self.maximumVersionCount, let oldest = versions.firstIndex(where: \.stages.isEmpty) {
            dropped.append(versions.remove(at: oldest).id)
        }
        return dropped
    }

    private mutating func take(_ stage: String) {
        for index in versions.indices { versions[index].stages.removeAll { $0 == stage } }
    }
}
