// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What a private key turned out to be.
package enum FoundKey: Equatable, Sendable {
    /// RSA with a modulus of so many bits.
    case rsa(bits: Int)
    /// On the curve P-256.
    case ecP256
    /// On the curve P-384.
    case ecP384
    /// On a curve that is not supported.
    case otherCurve
    /// Ed25519.
    case ed25519
    /// Of an algorithm that is not supported.
    case otherAlgorithm

    /// A noun phrase for a sentence.
    package var description: String {
        switch self {
        case .rsa(let bits): "an RSA key of \(bits) bits"
        case .ecP256: "a key on the curve P-256"
        case .ecP384: "a key on the curve P-384"
        case .otherCurve: "a key on an unsupported curve"
        case .ed25519: "an Ed25519 key"
        case .otherAlgorithm: "a key of an unsupported algorithm"
        }
    }
}
