// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
package import KeyManagement
package import SyncModel

extension FileSecretService {
    /// Secrets in the order of their names.
    package func list(_ page: PageRequest) throws(Refusal) -> Page<Secret> {
        try file.view { db in
            let reader = ResourceReader(db, rootKey: file.rootKey)
            let records = try ResourceRecord.list(.secret, after: page.after, limit: page.limit + 1, db)
            let secrets = try records.prefix(page.limit).map { try reader.secret($0) }
            return Page(rows: secrets, next: records.count > page.limit ? secrets.last?.name.description : nil)
        }
    }

    /// The secret as it is now.
    package func describe(_ name: SecretName) throws(Refusal) -> Secret {
        try file.view { db in
            try ResourceReader(db, rootKey: file.rootKey).secret(try find(name, db))
        }
    }

    /// A value: of the version, of the stage, of the version if it has the stage, or of ACSCurrent.
    package func value(of name: SecretName, version: VersionID?, stage: String?) throws(Refusal) -> SecretValue {
        try file.view { db in
            let reader = ResourceReader(db, rootKey: file.rootKey)
            let record = try find(name, db)
            let secret = try reader.secret(record)
            try secret.admitUse()
            let found = try secret.version(id: version, stage: stage)
            if let keyID = secret.encryptionKeyID { try admit(encryptionKey: keyID, db) }
            guard let value = try reader.material(found.id, of: record) else {
                throw ResourceFault.damaged(record.id, reason: "version \(found.id) is not there")
            }
            return SecretValue(value: value, version: found)
        }
    }

    private func find(_ name: SecretName, _ db: Database) throws -> ResourceRecord {
        guard let record = try ResourceRecord.find(.secret(name), db), !record.isDeleted else {
            throw Refusal.secretNotFound(file.id, name)
        }
        return record
    }

    /// Refuses to open under a key that callers may not use; at a replica the key may be gone already.
    private func admit(encryptionKey id: KeyID, _ db: Database) throws {
        let state = try ResourceRecord.find(.key(id), db)?.keyState ?? .pendingDeletion
        guard state == .enabled else { throw Refusal.keyNotUsable(id, state: state) }
    }
}
