// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// Lets applications use named keys and read named secrets of an instance, and nothing else.
package struct ApplicationGrant: Sendable, Equatable {
    /// Who.
    package var principals: Principals
    /// Of which instances.
    package var instance: GlobPattern
    /// The ids of keys that may be used: to encrypt, decrypt, sign and verify, and to describe them.
    package var keys: [GlobPattern]
    /// The names of secrets that may be read and described.
    package var secrets: [GlobPattern]

    /// Puts the parts together.
    package init(principals: Principals, instance: GlobPattern, keys: [GlobPattern], secrets: [GlobPattern]) {
        self.principals = principals
        self.instance = instance
        self.keys = keys
        self.secrets = secrets
    }

    /// Whether any key of the instance may be used.
    func coversKeys(of id: InstanceID) -> Bool { !keys.isEmpty && instance.matches(id.description) }

    /// Whether the key may be used.
    func covers(_ key: KeyID, of id: InstanceID) -> Bool {
        coversKeys(of: id) && keys.contains { $0.matches(key.description) }
    }

    /// Whether the secret may be read.
    func covers(_ name: SecretName, of id: InstanceID) -> Bool {
        instance.matches(id.description) && secrets.contains { $0.matches(name.description) }
    }
}
