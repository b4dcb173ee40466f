// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// Why a resource could not be stored or read, apart from the disk.
package enum ResourceFault: Error, Sendable, Equatable {
    /// The secret is sealed under a key that is not there.
    case encryptionKeyMissing(KeyID)
    /// What the file holds of the resource contradicts itself or does not open; the reason names no content.
    case damaged(ResourceID, reason: String)
}

extension ResourceFault: CustomStringConvertible {
    /// One sentence that says what happened and what to do.
    package var description: String {
        switch self {
        case .encryptionKeyMissing(let id):
            "the secret's key \(id) is not in this instance: bring the key first"
        case .damaged(let id, let reason):
            "what is stored of \(id) is damaged (\(reason)): restore the instance from a backup, or verify it as a replica"
        }
    }
}
