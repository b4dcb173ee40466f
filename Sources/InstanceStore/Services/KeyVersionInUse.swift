// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
import KeyVault
import SyncModel

/// A version of a key, opened for one cryptographic use.
struct KeyVersionInUse {
    let keyID: KeyID
    let versionID: VersionID
    let material: KeyMaterial

    /// Opens a version, nil for the primary one, of an enabled key.
    ///
    /// Throws `keyNotUsable`, or `invalidInput` where there is no such version.
    init(_ version: VersionID?, of record: ResourceRecord, _ reader: ResourceReader) throws {
        guard case .key(let id) = record.id, case .key(let spec, _, let primaryVersionID) = record.details else {
            throw ResourceFault.damaged(record.id, reason: "it is not a key")
        }
        if let state = record.keyState, state != .enabled { throw Refusal.keyNotUsable(id, state: state) }
        keyID = id
        versionID = version ?? primaryVersionID
        guard let material = try reader.material(versionID, of: record) else {
            throw Refusal.invalidInput(InvalidInput(field: "versionId", reason: "the key has no such version"))
        }
        self.material = KeyMaterial(spec: spec, material: material)
    }

    /// Does something with the material; throws `keyUsageMismatch` where the spec cannot do it.
    func perform<Value>(_ use: () throws(VaultError) -> Value) throws(Refusal) -> Value {
        do {
            return try use()
        } catch .specMismatch(let spec) {
            throw .keyUsageMismatch(keyID, spec: spec)
        } catch {
            throw Refusal(error)
        }
    }
}
