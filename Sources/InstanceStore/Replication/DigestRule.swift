// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyVault
import SyncModel

/// What a digest of a resource is made of: never a bare hash of a value.
enum DigestRule {
    static func digest(_ content: Material, id: ResourceID, revision: Revision, under key: DigestKey) -> Digest {
        var header = AuthenticatedFields(purpose: "kmsync digest of a resource 1")
        header.append(id.description)
        header.append(UInt64(bitPattern: revision.rawValue))
        guard let digest = Digest(key.digest(authenticating: header.bytes, content: content)) else {
            preconditionFailure("HMAC-SHA-256 has 32 bytes")
        }
        return digest
    }

    /// Where the digest key of an association is sealed under an instance's root key.
    static func sealContext(counterpart: InstanceID) -> [UInt8] {
        SealContext(resource: "association/\(counterpart)", version: "digest key").bytes
    }
}
