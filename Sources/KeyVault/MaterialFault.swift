// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// What is wrong with material that was offered as a key.
package enum MaterialFault: Error, Equatable, Sendable {
    /// There is more text than any key needs, in bytes.
    case textTooLong(limit: Int)
    /// Neither PEM nor the start of it.
    case notPEM
    /// A PEM block without its end, or with lines that do not belong in it.
    case brokenPEM
    /// PEM with a label that is no private key.
    case unknownPEM
    /// More than one PEM block, besides curve parameters.
    case severalPEM
    /// A private key under a passphrase.
    case encryptedPEM
    /// The public half only.
    case publicKeyPEM
    /// A certificate or a request for one.
    case certificatePEM
    /// A private key in the format of OpenSSH.
    case openSSHPEM
    /// Not base64, or base64 with bits left over.
    case notBase64
    /// As many bytes as no key of this spec has.
    case wrongLength(found: Int, wanted: ClosedRange<Int>)
    /// The PEM holds no well-formed private key.
    case malformedKey
    /// The private and the public half do not belong together, or the numbers of the key contradict each other.
    case inconsistentKey
    /// A well-formed private key of another kind or size.
    case otherKey(FoundKey, wanted: KeySpec)
}

extension MaterialFault: CustomStringConvertible {
    /// One sentence for a person.
    package var description: String {
        switch self {
        case .textTooLong(let limit): "The key text is longer than \(limit) bytes; give one key only."
        case .notPEM: "The key is no PEM; give a PKCS #8 private key as PEM."
        case .brokenPEM: "The PEM is damaged; give the file unchanged."
        case .unknownPEM: "The PEM holds no private key; give a PKCS #8 private key."
        case .severalPEM: "There is more than one PEM block; give the private key only."
        case .encryptedPEM: "The private key is encrypted; remove the passphrase with openssl pkey first."
        case .publicKeyPEM: "This is a public key; give the private key."
        case .certificatePEM: "This is a certificate or a request; give its private key."
        case .openSSHPEM: "This is an OpenSSH key; convert it with ssh-keygen -p -m PKCS8 first."
        case .notBase64: "The key is not base64; give the base64 of its raw bytes, with padding."
        case .wrongLength(let found, let wanted):
            wanted.lowerBound == wanted.upperBound
                ? "The key has \(found) bytes; exactly \(wanted.lowerBound) are needed."
                : "The key has \(found) bytes; \(wanted.lowerBound) to \(wanted.upperBound) are needed."
        case .malformedKey: "The PEM holds no well-formed private key; export it again as PKCS #8."
        case .inconsistentKey: "The parts of the private key contradict each other; export it again from its source."
        case .otherKey(let found, let wanted):
            "This is \(found.description), not a key of spec \(wanted.rawValue); name the spec that fits."
        }
    }
}
