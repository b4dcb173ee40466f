// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc
import KeyVault
import SyncModel
import Systemd

/// Gathers the master keys on offer: the credentials of the service manager, then the file in the state directory.
struct MasterKeySource: Sendable {
    /// What the names of credentials begin with; sorted by name, the first one wraps.
    static let credentialPrefix = "master-key"
    /// Most keys that are offered at a time.
    static let maximumKeys = 16

    /// The instances that are there.
    enum Instances: Sendable, Equatable {
        /// None, so that a master key may be made.
        case none
        /// Some, and, where known, the id of the master key that one of them was made under.
        case some(wantedKeyID: String?)
    }

    /// What is on offer.
    struct Offer: Sendable {
        /// The keys, the first of which wraps.
        let keys: MasterKeyRing
        /// The file that was made just now, which is worth saying once.
        let madeFile: String?
    }

    private let file: MasterKeyFile
    private let credentials: Credentials?
    private let requiresCredential: Bool

    /// Looks into the directory that we hold, and at the credentials of this service where it has any.
    init(_ directory: StateDirectory, credentials: Credentials?, requiresCredential: Bool) {
        file = MasterKeyFile(directory: directory.path)
        self.credentials = credentials
        self.requiresCredential = requiresCredential
    }

    /// Reads all keys; makes one where there is none, no instance either, and no credential is asked for.
    ///
    /// `instances` is asked only where no key is on offer.
    func offer(instances: () -> Instances) throws(StateError) -> Offer {
        var keys = try credentialKeys()
        if requiresCredential, keys.isEmpty { throw .credentialMissing }
        if let key = try file.read() { keys.append(key) }
        guard let first = keys.first else {
            switch instances() {
            case .none: return Offer(keys: MasterKeyRing(first: try file.make()), madeFile: file.path)
            case .some(let wanted): throw .noFittingMasterKey(wanted: wanted, offered: [])
            }
        }
        return Offer(keys: MasterKeyRing(first: first, others: Array(keys.dropFirst())), madeFile: nil)
    }

    private func credentialKeys() throws(StateError) -> [MasterKey] {
        guard let credentials else { return [] }
        let names: [String]
        do throws(SystemdError) {
            names = try credentials.names(prefix: Self.credentialPrefix)
        } catch {
            throw .credentials(reason: error.message)
        }
        guard names.count <= Self.maximumKeys else { throw .tooManyMasterKeys(limit: Self.maximumKeys) }
        var keys: [MasterKey] = []
        for name in names { keys.append(try key(credential: name, of: credentials)) }
        return keys
    }

    private func key(credential name: String, of credentials: Credentials) throws(StateError) -> MasterKey {
        var bytes: [UInt8]
        do throws(SystemdError) {
            bytes = try credentials.read(name)
        } catch {
            throw .credentials(reason: error.message)
        }
        return try MasterKeyFile.key(&bytes, origin: "The credential \(name)")
    }
}
