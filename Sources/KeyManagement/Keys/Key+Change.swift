// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

extension Key {
    /// Most versions of a key: they are kept for good, so that everything can be decrypted.
    package static let maximumVersionCount = 1000

    /// The id of the version that is made as the `number`th, from 1.
    package static func versionID(number: Int) -> VersionID { VersionID(stored: "v\(number)") }

    /// What the change makes of the key.
    ///
    /// `sequence` is the place of the change in the feed. Throws `keyNotUsable` where the state forbids the change,
    /// `keyInUse` where secrets need the key, `invalidInput` where a bound is passed.
    package func applying(
        _ change: KeyChange,
        sequence: SequenceNumber,
        now: Timestamp
    ) throws(Refusal) -> ChangeOutcome<Key> {
        switch change {
        case .rotate: try rotated(now: now)
        case .enable: try switched(on: true)
        case .disable: try switched(on: false)
        case .update(let update): try updated(update, sequence: sequence)
        case .scheduleDeletion(let days, let secretCount):
            try deletionScheduled(days: days, secretCount: secretCount, now: now)
        case .cancelDeletion: deletionCancelled()
        }
    }

    /// Refuses cryptographic use unless the key is enabled.
    package func admitUse() throws(Refusal) {
        guard state == .enabled else { throw .keyNotUsable(id, state: state) }
    }

    private func rotated(now: Timestamp) throws(Refusal) -> ChangeOutcome<Key> {
        try admitUse()
        guard versions.count < Self.maximumVersionCount else {
            throw .invalidInput(
                InvalidInput(
                    field: "keyId",
                    reason: "a key has at most \(Self.maximumVersionCount) versions; create a new key"
                )
            )
        }
        var key = nextRevision()
        let version = Version(id: Self.versionID(number: versions.count + 1), createdAt: now)
        key.versions.append(version)
        key.primaryVersionID = version.id
        return .changed(ResourceChange(key, addedVersion: version.id))
    }

    private func switched(on isOn: Bool) throws(Refusal) -> ChangeOutcome<Key> {
        try refuseIfPendingDeletion()
        guard isEnabled != isOn else { return .unchanged }
        var key = nextRevision()
        key.isEnabled = isOn
        return .changed(ResourceChange(key, isUrgent: !isOn))
    }

    private func updated(_ update: KeyUpdate, sequence: SequenceNumber) throws(Refusal) -> ChangeOutcome<Key> {
        try refuseIfPendingDeletion()
        var key = self
        if let names = update.aliases {
            let present = Dictionary(aliases.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
            key.aliases = names.map { present[$0] ?? Alias(name: $0, sequence: sequence) }
        }
        key.description = update.description ?? description
        key.tags = update.tags ?? tags
        guard key != self else { return .unchanged }
        key.revision = revision.next
        return .changed(ResourceChange(key))
    }

    private func deletionScheduled(
        days: Int?,
        secretCount: Int,
        now: Timestamp
    ) throws(Refusal) -> ChangeOutcome<Key> {
        let end = try Refusal.refusingInvalidInput { () throws(InvalidInput) in
            try WaitingPeriod.key.end(days: days, now: now)
        }
        guard plannedDeletionAt == nil else { return .unchanged }
        guard secretCount == 0 else { throw .keyInUse(id, secretCount: secretCount) }
        var key = nextRevision()
        key.plannedDeletionAt = end
        return .changed(ResourceChange(key, isUrgent: true))
    }

    private func deletionCancelled() -> ChangeOutcome<Key> {
        guard plannedDeletionAt != nil else { return .unchanged }
        var key = nextRevision()
        key.plannedDeletionAt = nil
        return .changed(ResourceChange(key))
    }

    private func refuseIfPendingDeletion() throws(Refusal) {
        guard plannedDeletionAt == nil else { throw .keyNotUsable(id, state: state) }
    }

    private func nextRevision() -> Key {
        var key = self
        key.revision = revision.next
        return key
    }
}
