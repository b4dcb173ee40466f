// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
package import KeyManagement
import KeyVault
package import SyncModel

extension FileKeyService {
    /// Encrypts under the key's primary version.
    package func encrypt(
        _ plaintext: Material,
        under key: KeyReference,
        context: [String: String]
    ) throws(Refusal) -> Encrypted {
        let found = try version(nil, of: key)
        return try found.perform { () throws(VaultError) in
            Encrypted(
                ciphertext: try found.material.encrypt(
                    plaintext,
                    keyID: found.keyID.description,
                    versionID: found.versionID.description,
                    context: EncryptionContext(context)
                ),
                keyID: found.keyID,
                versionID: found.versionID
            )
        }
    }

    /// Decrypts what any version of any key of the instance encrypted.
    ///
    /// A ciphertext that names a key or a version that the instance does not have is refused like one that does not
    /// open: what keys there are is not told to those who guess.
    package func decrypt(_ ciphertext: [UInt8], context: [String: String]) throws(Refusal) -> Decrypted {
        let found: KeyVersionInUse
        do {
            let (keyID, versionID) = try Ciphertext.parse(ciphertext)
            found = try version(try VersionID(versionID), of: .id(try KeyID(keyID)))
        } catch let refusal as Refusal {
            guard case .keyNotUsable = refusal else { throw refusal.hidingWhatIsThere }
            throw refusal
        } catch {
            throw .decryptionFailed
        }
        do {
            return Decrypted(
                plaintext: try found.material.decrypt(ciphertext, context: EncryptionContext(context)),
                keyID: found.keyID,
                versionID: found.versionID
            )
        } catch {
            throw .decryptionFailed
        }
    }

    /// Signs the message, or authenticates it, with the key's primary version.
    package func sign(
        _ message: [UInt8],
        with key: KeyReference,
        algorithm: SignatureAlgorithm?
    ) throws(Refusal) -> Signed {
        let found = try version(nil, of: key)
        return try found.perform { () throws(VaultError) in
            let (signature, algorithm) = try found.material.sign(message, algorithm: algorithm)
            return Signed(
                signature: signature,
                keyID: found.keyID,
                versionID: found.versionID,
                algorithm: algorithm
            )
        }
    }

    /// Whether the version, or any version, of the key made the signature.
    package func verify(
        _ signature: [UInt8],
        of message: [UInt8],
        with key: KeyReference,
        algorithm: SignatureAlgorithm?,
        version: VersionID?
    ) throws(Refusal) -> Bool {
        for found in try versions(version.map { [$0] }, of: key) {
            let isValid = try found.perform { () throws(VaultError) in
                try found.material.verify(message, signature: signature, algorithm: algorithm)
            }
            if isValid { return true }
        }
        return false
    }

    /// The public half of the version, or of the primary version.
    package func publicKey(of key: KeyReference, version: VersionID?) throws(Refusal) -> String {
        let found = try self.version(version, of: key)
        return try found.perform { () throws(VaultError) in try found.material.publicKeyPEM() }
    }

    /// The row of the key that a caller means; throws `keyNotFound`.
    func find(_ key: KeyReference, _ db: Database) throws -> ResourceRecord {
        let record =
            switch key {
            case .id(let id): try ResourceRecord.find(.key(id), db)
            case .alias(let alias): try AliasRecord.owner(of: alias, db).flatMap { try ResourceRecord.find($0, db) }
            }
        guard let record, !record.isDeleted else { throw Refusal.keyNotFound(file.id, key: key.description) }
        return record
    }

    private func version(_ version: VersionID?, of key: KeyReference) throws(Refusal) -> KeyVersionInUse {
        try file.view { db in
            let record = try find(key, db)
            return try KeyVersionInUse(version, of: record, ResourceReader(db, rootKey: file.rootKey))
        }
    }

    /// The versions that are asked for, or all, newest first.
    private func versions(_ versions: [VersionID]?, of key: KeyReference) throws(Refusal) -> [KeyVersionInUse] {
        try file.view { db in
            let record = try find(key, db)
            let reader = ResourceReader(db, rootKey: file.rootKey)
            return try (versions ?? reader.key(record).versions.reversed().map(\.id)).map {
                try KeyVersionInUse($0, of: record, reader)
            }
        }
    }
}

extension Refusal {
    fileprivate var hidingWhatIsThere: Refusal {
        switch self {
        case .keyNotFound, .invalidInput: .decryptionFailed
        default: self
        }
    }
}
