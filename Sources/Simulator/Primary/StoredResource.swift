// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
import SyncEngine
import SyncModel

/// A resource as a file holds it: real keys and secrets, and numbers in the place of their material.
struct StoredResource {
    enum Content {
        case key(Key)
        case secret(Secret, values: [VersionID: UInt64])
        case tombstone
    }

    var row: RowID
    var id: ResourceID
    /// The key that protects a live secret.
    var key: RowID?
    var content: Content
    var sequence: SequenceNumber
    var revision: Revision
    var isUrgent = false
    var createdAt: Timestamp
    var changedAt: Timestamp
    /// About how many bytes a push of it takes.
    var size = 300
    /// Stands for the keyed digest over name, revision and content.
    var digest: Digest?

    var isDeleted: Bool { if case .tombstone = content { true } else { false } }

    var secret: Secret? { if case .secret(let secret, _) = content { secret } else { nil } }

    /// What the digest of this content is, computed anew.
    var computedDigest: Digest? {
        var hash = Fingerprint()
        hash.mix(UInt64(bitPattern: row.rawValue))
        hash.mix(UInt64(bitPattern: revision.rawValue))
        switch content {
        case .tombstone: hash.mix(0)
        case .key(let key):
            hash.mix(key.isEnabled ? 1 : 2)
            hash.mix(UInt64(bitPattern: key.plannedDeletionAt?.milliseconds ?? -1))
            hash.mix(UInt64(key.versions.count))
            hash.mix(key.primaryVersionID.description)
            hash.mix(key.description)
        case .secret(let secret, let values):
            hash.mix(UInt64(bitPattern: secret.plannedDeletionAt?.milliseconds ?? -1))
            hash.mix(secret.description)
            for version in secret.versions {
                hash.mix(version.id.description)
                hash.mix(values[version.id] ?? 0)
                for stage in version.stages { hash.mix(stage) }
            }
        }
        var bytes = [UInt8](repeating: 0, count: Digest.size)
        for place in 0..<8 { bytes[place] = UInt8(truncatingIfNeeded: hash.value >> (8 * place)) }
        return Digest(bytes)
    }
}

/// A hash that is the same in every run (FNV-1a, 64 bits).
struct Fingerprint {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func mix(_ number: UInt64) { value = (value ^ number) &* 0x100_0000_01b3 }

    mutating func mix(_ text: String) {
        for byte in text.utf8 { mix(UInt64(byte)) }
        mix(0xff)
    }
}
