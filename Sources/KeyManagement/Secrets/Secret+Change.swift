// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

extension Secret {
    /// Most versions of a secret.
    package static let maximumVersionCount = 10
    /// Most stages of a secret, all versions together.
    package static let maximumStageCount = 8

    /// What the change makes of the secret.
    ///
    /// Throws `secretVersionNotFound`, `versionContentConflict`, or `invalidInput` where a bound is passed or the
    /// secret is pending deletion.
    package func applying(_ change: SecretChange, now: Timestamp) throws(Refusal) -> ChangeOutcome<Secret> {
        switch change {
        case .put(let id, let stages, let matchesValue):
            try put(id, stages: stages, matchesValue: matchesValue, now: now)
        case .moveStage(let move): try stageMoved(move)
        case .update(let update): try updated(update)
        case .scheduleDeletion(let days): try deletionScheduled(days: days, now: now)
        case .restore: restored()
        }
    }

    /// Refuses use and changes while a deletion is planned.
    package func admitUse() throws(Refusal) {
        guard plannedDeletionAt == nil else {
            throw .invalidInput(
                InvalidInput(field: "name", reason: "the secret is pending deletion; restore it first")
            )
        }
    }

    /// The version that a caller means: by id, by stage, by both at once, or the current one.
    package func version(id: VersionID?, stage: String?) throws(Refusal) -> Version {
        let stage = id == nil ? stage ?? Self.currentStage : stage
        let found = versions.first { version in
            (id == nil || version.id == id) && stage.map(version.stages.contains) ?? true
        }
        guard let found else { throw .secretVersionNotFound(name, version: id, stage: stage) }
        return found
    }

    /// An id for a new version that no version of the secret has or had.
    ///
    /// `highestOrdinal` counts the versions that were ever put. The newest version of a secret is never the one that
    /// goes for a newer one, so counting on from the highest number present repeats none.
    package func unusedVersionID(highestOrdinal: Int) -> VersionID {
        let numbers = versions.compactMap { version in
            version.id.description.hasPrefix("v") ? Int32(version.id.description.dropFirst()).map(Int.init) : nil
        }
        var number = max(numbers.max() ?? 0, highestOrdinal) + 1
        while versions.contains(where: { $0.id.description == "v\(number)" }) { number += 1 }
        return VersionID(stored: "v\(number)")
    }

    private func put(
        _ id: VersionID,
        stages: [String],
        matchesValue: Bool,
        now: Timestamp
    ) throws(Refusal) -> ChangeOutcome<Secret> {
        try admitUse()
        if versions.contains(where: { $0.id == id }) {
            guard matchesValue else { throw .versionContentConflict(name, id) }
            return .unchanged
        }
        var secret = self
        secret.revision = revision.next
        secret.versions.append(Version(id: id, stages: [], createdAt: now))
        for stage in stages { secret.place(stage, at: id) }
        try secret.admitStages(field: "stages")
        let removed = secret.dropOldestIfTooMany()
        return .changed(ResourceChange(secret, addedVersion: id, removedVersions: removed))
    }

    private func updated(_ update: SecretUpdate) throws(Refusal) -> ChangeOutcome<Secret> {
        try admitUse()
        var secret = self
        secret.description = update.description ?? description
        secret.tags = update.tags ?? tags
        guard secret != self else { return .unchanged }
        secret.revision = revision.next
        return .changed(ResourceChange(secret))
    }

    private func deletionScheduled(days: Int?, now: Timestamp) throws(Refusal) -> ChangeOutcome<Secret> {
        let end = try Refusal.refusingInvalidInput { () throws(InvalidInput) in
            try WaitingPeriod.secret.end(days: days, now: now)
        }
        guard plannedDeletionAt == nil else { return .unchanged }
        var secret = self
        secret.revision = revision.next
        secret.plannedDeletionAt = end
        return .changed(ResourceChange(secret, isUrgent: true))
    }

    private func restored() -> ChangeOutcome<Secret> {
        guard plannedDeletionAt != nil else { return .unchanged }
        var secret = self
        secret.revision = revision.next
        secret.plannedDeletionAt = nil
        return .changed(ResourceChange(secret))
    }
}
