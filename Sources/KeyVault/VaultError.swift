// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// Why the vault refused; no case carries a key, a value, or a part of either.
package enum VaultError: Error, Equatable, Sendable {
    /// The key, the context or the sealed bytes are not those of the sealing.
    case decryptionFailed
    /// The sealed bytes start with a format that this version does not know.
    case unsupportedFormat(UInt8)
    /// The bytes are no ciphertext envelope.
    case malformedCiphertext
    /// The material is not usable as the key that it should be.
    case malformedMaterial(MaterialFault)
    /// A key of this spec does not do what was asked, or not by that algorithm.
    case specMismatch(KeySpec)
    /// None of the offered master keys has the id that the instance records.
    case wrongMasterKey(wanted: String, offered: [String])
    /// The peer's public key or encapsulated key is not usable.
    case malformedPeerKey
    /// The session has sealed as many payloads as one key may; a hello starts the next.
    case exhausted
    /// The cryptographic library refused what it should accept.
    case libraryRefused
}

extension VaultError: CustomStringConvertible {
    /// One sentence for a person.
    package var description: String {
        switch self {
        case .decryptionFailed:
            "The sealed bytes do not open: the key, the context or the bytes are not those of the sealing."
        case .unsupportedFormat(let format):
            "The sealed bytes have format \(format), which this version does not know; use a newer kmsync."
        case .malformedCiphertext:
            "The bytes are no ciphertext of kmsync; give what encrypt returned, unchanged."
        case .malformedMaterial(let fault):
            fault.description
        case .specMismatch(let spec):
            "A key of spec \(spec.rawValue) does not do this; use a key or an algorithm that fits."
        case .wrongMasterKey(let wanted, let offered):
            "Master key \(wanted) is wanted; offered are only \(offered.joined(separator: ", ")). Offer it as well."
        case .malformedPeerKey:
            "The peer's transport key is not usable; let it say hello again."
        case .exhausted:
            "The connection has sealed as many payloads as one key may; say hello again."
        case .libraryRefused:
            "The cryptographic library refused an operation that should succeed; report it."
        }
    }
}
