// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
import SyncModel
import Synchronization

/// Keys and secrets of one instance in memory; a ciphertext is the key's id, a colon, and the plaintext reversed.
final class MemoryResources: Sendable {
    private struct State {
        var keys: [KeyID: Key] = [:]
        var secrets: [SecretName: Secret] = [:]
        var values: [SecretName: [VersionID: Material]] = [:]
    }

    private let instance: InstanceID
    private let state = Mutex(State())

    init(instance: InstanceID) { self.instance = instance }

    private func found(_ reference: KeyReference) throws(Refusal) -> Key {
        let key = state.withLock { state in
            switch reference {
            case .id(let id): state.keys[id]
            case .alias(let alias): state.keys.values.first { $0.aliases.map(\.name).contains(alias) }
            }
        }
        guard let key else { throw .keyNotFound(instance, key: reference.description) }
        return key
    }

    private func usable(_ reference: KeyReference) throws(Refusal) -> Key {
        let key = try found(reference)
        try key.admitUse()
        return key
    }

    private func change(_ id: KeyID, _ change: KeyChange, _ completion: Completion<Key>) {
        completion(
            Result { () throws(Refusal) in
                let key = try found(.id(id))
                switch try key.applying(change, sequence: .zero, now: testNow) {
                case .unchanged: return key
                case .changed(let changed):
                    state.withLock { $0.keys[id] = changed.resource }
                    return changed.resource
                }
            }
        )
    }

    private func change(_ name: SecretName, _ change: SecretChange) throws(Refusal) -> Secret {
        let secret = try describe(name)
        switch try secret.applying(change, now: testNow) {
        case .unchanged: return secret
        case .changed(let changed):
            state.withLock { $0.secrets[name] = changed.resource }
            return changed.resource
        }
    }
}

extension MemoryResources: KeyService {
    func create(_ new: NewKey, completion: @escaping Completion<Key>) {
        let id = new.id ?? KeyID(stored: "made-up")
        let key = new.key(id: id, revision: Revision(1), sequence: .zero, now: testNow)
        state.withLock { $0.keys[id] = key }
        completion(.success(key))
    }

    func importKey(_ key: NewKey, text: Material, completion: @escaping Completion<Key>) {
        create(key, completion: completion)
    }

    func list(_ page: PageRequest) throws(Refusal) -> Page<Key> {
        let keys = state.withLock { $0.keys.values.sorted { $0.id.description < $1.id.description } }
        let rest = keys.filter { $0.id.description > page.after ?? "" }
        let rows = Array(rest.prefix(page.limit))
        return Page(rows: rows, next: rest.count > rows.count ? rows.last?.id.description : nil)
    }

    func describe(_ key: KeyReference) throws(Refusal) -> Key { try found(key) }

    func rotate(_ id: KeyID, completion: @escaping Completion<Key>) { change(id, .rotate, completion) }

    func enable(_ id: KeyID, completion: @escaping Completion<Key>) { change(id, .enable, completion) }

    func disable(_ id: KeyID, completion: @escaping Completion<Key>) { change(id, .disable, completion) }

    func update(_ id: KeyID, _ update: KeyUpdate, completion: @escaping Completion<Key>) {
        change(id, .update(update), completion)
    }

    func scheduleDeletion(_ id: KeyID, days: Int?, completion: @escaping Completion<Key>) {
        change(id, .scheduleDeletion(days: days, secretCount: 0), completion)
    }

    func cancelDeletion(_ id: KeyID, completion: @escaping Completion<Key>) { change(id, .cancelDeletion, completion) }

    func encrypt(
        _ plaintext: Material,
        under key: KeyReference,
        context: [String: String]
    ) throws(Refusal) -> Encrypted {
        let key = try usable(key)
        let reversed = plaintext.withUnsafeBytes { Array($0.reversed()) }
        return Encrypted(
            ciphertext: Array("\(key.id):".utf8) + reversed,
            keyID: key.id,
            versionID: key.primaryVersionID
        )
    }

    func decrypt(_ ciphertext: [UInt8], context: [String: String]) throws(Refusal) -> Decrypted {
        let parts = ciphertext.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .decryptionFailed }
        let key = try usable(.id(KeyID(stored: String(decoding: parts[0], as: UTF8.self))))
        return Decrypted(
            plaintext: Material(Array(parts[1].reversed())),
            keyID: key.id,
            versionID: key.primaryVersionID
        )
    }

    func sign(_ message: [UInt8], with key: KeyReference, algorithm: SignatureAlgorithm?) throws(Refusal) -> Signed {
        let key = try usable(key)
        return Signed(
            signature: message,
            keyID: key.id,
            versionID: key.primaryVersionID,
            algorithm: algorithm ?? .ed25519
        )
    }

    func verify(
        _ signature: [UInt8],
        of message: [UInt8],
        with key: KeyReference,
        algorithm: SignatureAlgorithm?,
        version: VersionID?
    ) throws(Refusal) -> Bool {
        _ = try usable(key)
        return signature == message
    }

    func publicKey(of key: KeyReference, version: VersionID?) throws(Refusal) -> String {
        "pem of \(try usable(key).id)"
    }
}

extension MemoryResources: SecretService {
    func create(_ new: NewSecret, value: Material, completion: @escaping Completion<Secret>) {
        let secret = new.secret(revision: Revision(1), now: testNow)
        state.withLock { state in
            state.secrets[new.name] = secret
            state.values[new.name] = [secret.versions[0].id: value]
        }
        completion(.success(secret))
    }

    func putValue(
        _ name: SecretName,
        version: NewSecretVersion,
        value: Material,
        completion: @escaping Completion<SecretPut>
    ) {
        completion(
            Result { () throws(Refusal) in
                let id = version.id ?? VersionID(stored: "made-up")
                let present = state.withLock { $0.values[name]?[id] }
                let matches = present.map { $0 == value } ?? false
                let secret = try change(name, .put(id, stages: version.stages, matchesValue: matches))
                state.withLock { $0.values[name]?[id] = value }
                return SecretPut(secret: secret, versionID: id)
            }
        )
    }

    func value(of name: SecretName, version: VersionID?, stage: String?) throws(Refusal) -> SecretValue {
        let version = try describe(name).version(id: version, stage: stage)
        guard let value = state.withLock({ $0.values[name]?[version.id] }) else {
            throw .secretNotFound(instance, name)
        }
        return SecretValue(value: value, version: version)
    }

    func list(_ page: PageRequest) throws(Refusal) -> Page<Secret> {
        let secrets = state.withLock { $0.secrets.values.sorted { $0.name.description < $1.name.description } }
        let rest = secrets.filter { $0.name.description > page.after ?? "" }
        let rows = Array(rest.prefix(page.limit))
        return Page(rows: rows, next: rest.count > rows.count ? rows.last?.name.description : nil)
    }

    func describe(_ name: SecretName) throws(Refusal) -> Secret {
        guard let secret = state.withLock({ $0.secrets[name] }) else { throw .secretNotFound(instance, name) }
        return secret
    }

    func update(_ name: SecretName, _ update: SecretUpdate, completion: @escaping Completion<Secret>) {
        completion(Result { () throws(Refusal) in try change(name, .update(update)) })
    }

    func moveStage(_ name: SecretName, _ move: StageMove, completion: @escaping Completion<Secret>) {
        completion(Result { () throws(Refusal) in try change(name, .moveStage(move)) })
    }

    func delete(_ name: SecretName, _ deletion: SecretDeletion, completion: @escaping Completion<Timestamp?>) {
        completion(
            Result { () throws(Refusal) in
                switch deletion {
                case .after(let days): return try change(name, .scheduleDeletion(days: days)).plannedDeletionAt
                case .atOnce:
                    _ = try describe(name)
                    state.withLock { $0.secrets[name] = nil }
                    return nil
                }
            }
        )
    }

    func restore(_ name: SecretName, completion: @escaping Completion<Secret>) {
        completion(Result { () throws(Refusal) in try change(name, .restore) })
    }
}
