// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// All master keys on offer: the first wraps, every one opens.
package struct MasterKeyRing: Sendable, Undescribed {
    /// The key that wraps.
    package let first: MasterKey

    private let others: [MasterKey]

    /// Takes the key that wraps, and those that only open.
    package init(first: MasterKey, others: [MasterKey] = []) {
        self.first = first
        self.others = others
    }

    /// The ids of all keys, the first one first.
    package var ids: [String] { [first.id] + others.map(\.id) }

    /// Seals a root key under the first master key, whose id the instance records; throws `libraryRefused`.
    package func wrap(
        _ rootKey: SealingKey,
        instanceID: String
    ) throws(VaultError) -> (wrapped: [UInt8], masterKeyID: String) {
        (try first.wrap(rootKey, instanceID: instanceID), first.id)
    }

    /// Opens a root key under the master key that the instance records.
    ///
    /// Throws `wrongMasterKey` when that key is not on offer, `decryptionFailed` when it is and the bytes do not open.
    package func open(
        _ wrapped: [UInt8],
        masterKeyID: String,
        instanceID: String
    ) throws(VaultError) -> SealingKey {
        for key in [first] + others where key.id == masterKeyID {
            return try key.unwrap(wrapped, instanceID: instanceID)
        }
        throw .wrongMasterKey(wanted: masterKeyID, offered: ids)
    }
}
