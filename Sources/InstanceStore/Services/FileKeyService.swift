// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import KeyManagement
import KeyVault
package import SyncModel

/// The keys of one instance's file.
package struct FileKeyService: KeyService {
    let file: InstanceFile

    /// Serves the keys of this file.
    package init(_ file: InstanceFile) { self.file = file }

    /// Makes a key of new material.
    package func create(_ key: NewKey, completion: @escaping Completion<Key>) {
        let id = key.id ?? GeneratedID.key()
        change(completion: completion) { call, prepared in
            try insert(key, as: id, call) { try prepared.material(of: key.spec) }
        }
    }

    /// Makes a key of material given as text.
    package func importKey(_ key: NewKey, text: Material, completion: @escaping Completion<Key>) {
        do {
            let material = try KeyMaterial.importing(text, as: key.spec).material
            let id = key.id ?? GeneratedID.key()
            file.change(completion: completion) { call in try insert(key, as: id, call) { material } }
        } catch .malformedMaterial(let fault) {
            completion(.failure(.invalidInput(InvalidInput(field: "material", reason: fault.description))))
        } catch {
            completion(.failure(Refusal(error)))
        }
    }

    /// Gives the key a new version.
    package func rotate(_ id: KeyID, completion: @escaping Completion<Key>) {
        change(completion: completion) { call, prepared in
            try call.apply(.rotate, to: try call.liveKey(id)) { try prepared.material(of: $0) }
        }
    }

    /// Lets callers use the key.
    package func enable(_ id: KeyID, completion: @escaping Completion<Key>) {
        change(id, .enable, completion: completion)
    }

    /// Lets no caller use the key.
    package func disable(_ id: KeyID, completion: @escaping Completion<Key>) {
        change(id, .disable, completion: completion)
    }

    /// Sets aliases, description and tags.
    package func update(_ id: KeyID, _ update: KeyUpdate, completion: @escaping Completion<Key>) {
        file.change(completion: completion) { call in
            let record = try call.liveKey(id)
            try call.admit(aliases: update.aliases ?? [], of: record.rowID)
            return try call.apply(.update(update), to: record)
        }
    }

    /// Plans the key's destruction.
    package func scheduleDeletion(_ id: KeyID, days: Int?, completion: @escaping Completion<Key>) {
        file.change(completion: completion) { call in
            let record = try call.liveKey(id)
            let secretCount = try call.countSecrets(naming: id)
            return try call.apply(.scheduleDeletion(days: days, secretCount: secretCount), to: record)
        }
    }

    /// Takes the planned destruction back.
    package func cancelDeletion(_ id: KeyID, completion: @escaping Completion<Key>) {
        change(id, .cancelDeletion, completion: completion)
    }

    private func insert(
        _ key: NewKey,
        as id: KeyID,
        _ call: CallerChange,
        material: () throws -> Material
    ) throws -> Key {
        let existing = try ResourceRecord.find(.key(id), call.db)
        guard existing?.isDeleted ?? true else { throw Refusal.keyExists(call.instanceID, id) }
        try QuotaRule.admitOne(to: call.instanceID, quota: try call.context.counters.quota(.key))
        try call.admit(aliases: key.aliases, of: existing?.rowID)
        let material = try material()
        let key = key.key(
            id: id,
            revision: try call.firstRevision(over: existing),
            sequence: call.nextSequence,
            now: call.now
        )
        try call.writer.replace(
            existing,
            with: .key(key, materials: [material]),
            stamp: try call.stamp(over: existing)
        )
        return key
    }

    private func change(_ id: KeyID, _ change: KeyChange, completion: @escaping Completion<Key>) {
        file.change(completion: completion) { call in try call.apply(change, to: try call.liveKey(id)) }
    }

    /// Tries a change that may need new material; where that takes long, it is made in between, outside the transaction.
    private func change(
        _ prepared: PreparedMaterial = .none,
        completion: @escaping Completion<Key>,
        _ body: @escaping @Sendable (CallerChange, PreparedMaterial) throws -> Key
    ) {
        file.attempt { result in
            guard case .failure(let wanted as PreparedMaterial.Wanted) = result else {
                return completion(result.mapError { Refusal($0) })
            }
            PreparedMaterial.prepare(wanted.spec) { made in
                switch made {
                case .success(let prepared): change(prepared, completion: completion, body)
                case .failure(let error): completion(.failure(Refusal(error)))
                }
            }
        } _: { call in
            try body(call, prepared)
        }
    }
}
