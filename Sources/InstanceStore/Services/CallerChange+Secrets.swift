// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
import SyncModel

extension CallerChange {
    /// Applies a change to a secret and gives the secret as it is then.
    func apply(
        _ change: SecretChange,
        to secret: Secret,
        _ record: ResourceRecord,
        value: Material? = nil
    ) throws -> Secret {
        switch try secret.applying(change, now: now) {
        case .unchanged:
            return secret
        case .changed(let change):
            try writer.store(
                change,
                over: record,
                value: value,
                stamp: try stamp(over: record, isUrgent: change.isUrgent)
            )
            return change.resource
        }
    }

    /// Refuses a key under which values cannot be sealed now: `keyNotFound`, `keyUsageMismatch`, `keyNotUsable`.
    func admit(encryptionKey id: KeyID) throws {
        let record = try liveKey(id)
        if case .key(let spec, _, _) = record.details, !spec.encrypts {
            throw Refusal.keyUsageMismatch(id, spec: spec)
        }
        if let state = record.keyState, state != .enabled { throw Refusal.keyNotUsable(id, state: state) }
    }

    /// An id for a version that the caller did not name.
    func unusedVersionID(of secret: Secret, _ record: ResourceRecord) throws -> VersionID {
        secret.unusedVersionID(highestOrdinal: try VersionRecord.extent(of: record.rowID, db).highestOrdinal)
    }
}
