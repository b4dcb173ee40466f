// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A resource at one revision with everything that it holds: what is sent to a replica, and what the replica stores.
package enum ResourceContent: Sendable {
    /// A key, and the material of each of its versions in their order.
    case key(Key, materials: [Material])
    /// A secret, and the value of each of its versions in their order.
    case secret(Secret, values: [Material])
    /// What is left of a deleted resource.
    case tombstone(ResourceID, Revision)

    /// Which resource.
    package var id: ResourceID {
        switch self {
        case .key(let key, _): .key(key.id)
        case .secret(let secret, _): .secret(secret.name)
        case .tombstone(let id, _): id
        }
    }

    /// Which revision of it.
    package var revision: Revision {
        switch self {
        case .key(let key, _): key.revision
        case .secret(let secret, _): secret.revision
        case .tombstone(_, let revision): revision
        }
    }
}
