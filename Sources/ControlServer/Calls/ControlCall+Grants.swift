// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

// Where a caller has grants in place of a role, it is not told whether what they do not cover is there.
extension ControlCall {
    /// The keys of an instance, for a use.
    func usableKeys(of instance: InstanceID) throws -> any KeyService {
        try admit { $0.coversKeys(of: instance) }
        return try services.instances.keys(of: instance)
    }

    /// The key that the caller may use by this name; an alias that grants have to cover becomes the id behind it.
    func usable(_ key: KeyReference, of instance: InstanceID, in keys: any KeyService) throws -> KeyReference {
        switch (permit, key) {
        case (.role, _):
            return key
        case (.grants, .id(let id)):
            try admit(id, of: instance)
            return key
        case (.grants, .alias):
            let id: KeyID
            do {
                id = try self.id(of: key, in: keys)
            } catch Refusal.keyNotFound {
                throw denial
            }
            try admit(id, of: instance)
            return .id(id)
        }
    }

    /// The id of the key that the caller named: an alias may be another key's tomorrow.
    func id(of key: KeyReference, in keys: any KeyService) throws -> KeyID {
        switch key {
        case .id(let id): id
        case .alias: try keys.describe(key).id
        }
    }

    /// Refuses unless the caller may use the key.
    func admit(_ key: KeyID, of instance: InstanceID) throws {
        try admit { $0.covers(key, of: instance) }
    }

    /// Refuses unless the caller may read the secret.
    func admit(_ name: SecretName, of instance: InstanceID) throws {
        try admit { $0.covers(name, of: instance) }
    }

    private func admit(_ isCovered: (ApplicationGrant) -> Bool) throws {
        switch permit {
        case .role: return
        case .grants(let grants): guard grants.contains(where: isCovered) else { throw denial }
        }
    }

    private var denial: ControlError { .permissionDenied(required: access.role.rawValue) }
}
