// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import KeyManagement
import KeyVault
package import SyncModel

/// The secrets of one instance's file.
package struct FileSecretService: SecretService {
    let file: InstanceFile

    /// Serves the secrets of this file.
    package init(_ file: InstanceFile) { self.file = file }

    /// Makes a secret.
    package func create(_ secret: NewSecret, value: Material, completion: @escaping Completion<Secret>) {
        file.change(completion: completion) { call in
            try ValueRule.check(value)
            let existing = try ResourceRecord.find(.secret(secret.name), call.db)
            guard existing?.isDeleted ?? true else { throw Refusal.secretExists(call.instanceID, secret.name) }
            if let keyID = secret.encryptionKeyID { try call.admit(encryptionKey: keyID) }
            try QuotaRule.admitOne(to: call.instanceID, quota: try call.context.counters.quota(.secret))
            let secret = secret.secret(revision: try call.firstRevision(over: existing), now: call.now)
            try call.writer.replace(
                existing,
                with: .secret(secret, values: [value]),
                stamp: try call.stamp(over: existing)
            )
            // Made anew under another key: where the old one was selected, the key has to come along, too.
            if let existing, let keyID = secret.encryptionKeyID {
                try SelectionWriter.bring(keyID, alongWith: existing.rowID, call.context)
            }
            return secret
        }
    }

    /// Gives the secret a new version.
    package func putValue(
        _ name: SecretName,
        version: NewSecretVersion,
        value: Material,
        completion: @escaping Completion<SecretPut>
    ) {
        file.change(completion: completion) { call in
            try ValueRule.check(value)
            let record = try call.liveSecret(name)
            let secret = try call.reader.secret(record)
            try secret.admitUse()
            if let keyID = secret.encryptionKeyID { try call.admit(encryptionKey: keyID) }
            let id = try version.id ?? call.unusedVersionID(of: secret, record)
            let held = try version.id.flatMap { try call.reader.material($0, of: record) }
            let change = SecretChange.put(id, stages: version.stages, matchesValue: held.map { $0 == value } ?? false)
            return SecretPut(
                secret: try call.apply(change, to: secret, record, value: value),
                versionID: id
            )
        }
    }

    /// Sets description and tags.
    package func update(_ name: SecretName, _ update: SecretUpdate, completion: @escaping Completion<Secret>) {
        change(name, .update(update), completion: completion)
    }

    /// Moves or removes a stage.
    package func moveStage(_ name: SecretName, _ move: StageMove, completion: @escaping Completion<Secret>) {
        change(name, .moveStage(move), completion: completion)
    }

    /// Takes a planned deletion back.
    package func restore(_ name: SecretName, completion: @escaping Completion<Secret>) {
        change(name, .restore, completion: completion)
    }

    /// Deletes the secret, now or later.
    package func delete(_ name: SecretName, _ deletion: SecretDeletion, completion: @escaping Completion<Timestamp?>) {
        file.change(completion: completion) { call in
            let record = try call.liveSecret(name)
            switch deletion {
            case .after(let days):
                let secret = try call.reader.secret(record)
                return try call.apply(.scheduleDeletion(days: days), to: secret, record).plannedDeletionAt
            case .atOnce:
                try call.destroy(record)
                return nil
            }
        }
    }

    private func change(_ name: SecretName, _ change: SecretChange, completion: @escaping Completion<Secret>) {
        file.change(completion: completion) { call in
            let record = try call.liveSecret(name)
            return try call.apply(change, to: try call.reader.secret(record), record)
        }
    }
}
