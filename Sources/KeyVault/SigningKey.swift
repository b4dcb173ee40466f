// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Crypto
import CryptoExtras
import FoundationEssentials
import SyncModel

/// The library's form of a key that signs, read from its stored form.
enum SigningKey: Undescribed {
    case rsa(_RSA.Signing.PrivateKey)
    case ecP256(P256.Signing.PrivateKey)
    case ecP384(P384.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)
    case hmac(SymmetricKey)

    /// Reads the key.
    ///
    /// Throws `specMismatch` for a spec that does not sign, `malformedMaterial` for bytes that are no such key.
    init(_ key: KeyMaterial) throws(VaultError) {
        switch key.spec {
        case .aes256:
            throw .specMismatch(key.spec)
        case .hmacSHA256:
            try key.material.requireCount(in: KeyMaterial.hmacSizes)
            self = .hmac(key.material.symmetricKey)
        case .rsa2048, .rsa3072, .rsa4096, .ecP256, .ecP384, .ed25519:
            do {
                self = try key.material.withUnsafeBytes { bytes in
                    try SigningKey(PrivateKeyDocument(pkcs8: bytes), spec: key.spec)
                }
            } catch let fault as MaterialFault {
                throw .malformedMaterial(fault)
            } catch {
                throw .malformedMaterial(.malformedKey)
            }
        }
    }

    /// Reads an asymmetric key; throws `MaterialFault` unless it is of the wanted spec and whole.
    init(_ document: PrivateKeyDocument, spec: KeySpec) throws(MaterialFault) {
        guard document.found.fits(spec) else { throw .otherKey(document.found, wanted: spec) }
        let publicKeys: [Data]
        do {
            switch spec {
            case .aes256, .hmacSHA256:
                throw MaterialFault.otherKey(document.found, wanted: spec)
            case .rsa2048, .rsa3072, .rsa4096:
                // The library checks that the numbers fit each other.
                self = .rsa(try _RSA.Signing.PrivateKey(derRepresentation: document.secret))
                return
            case .ecP256:
                let key = try P256.Signing.PrivateKey(rawRepresentation: document.secret)
                publicKeys = [key.publicKey.x963Representation, key.publicKey.compressedRepresentation]
                self = .ecP256(key)
            case .ecP384:
                let key = try P384.Signing.PrivateKey(rawRepresentation: document.secret)
                publicKeys = [key.publicKey.x963Representation, key.publicKey.compressedRepresentation]
                self = .ecP384(key)
            case .ed25519:
                let key = try Curve25519.Signing.PrivateKey(rawRepresentation: document.secret)
                publicKeys = [key.publicKey.rawRepresentation]
                self = .ed25519(key)
            }
        } catch let fault as MaterialFault {
            throw fault
        } catch {
            throw .inconsistentKey
        }
        guard let named = document.publicKey else { return }
        guard publicKeys.contains(where: { $0.elementsEqual(named) }) else { throw .inconsistentKey }
    }

    /// PKCS #8 DER; nil for a symmetric key.
    var stored: Data? {
        switch self {
        case .rsa(let key): key.pkcs8DERRepresentation
        case .ecP256(let key): key.pkcs8DERRepresentation
        case .ecP384(let key): key.pkcs8DERRepresentation
        case .ed25519(let key): key.pkcs8DERRepresentation
        case .hmac: nil
        }
    }

    /// SubjectPublicKeyInfo as PEM, without a line feed at its end; nil for a symmetric key.
    var publicKeyPEM: String? {
        switch self {
        case .rsa(let key): key.publicKey.pemRepresentation
        case .ecP256(let key): key.publicKey.pemRepresentation
        case .ecP384(let key): key.publicKey.pemRepresentation
        case .ed25519(let key): key.publicKey.pemRepresentation
        case .hmac: nil
        }
    }

    /// Signs by an algorithm that fits the key.
    func sign(_ message: [UInt8], algorithm: SignatureAlgorithm) throws -> [UInt8] {
        switch self {
        case .rsa(let key):
            let digest = SHA256.hash(data: message)
            return Array(try key.signature(for: digest, padding: Self.padding(algorithm)).rawRepresentation)
        case .ecP256(let key): return Array(try key.signature(for: message).derRepresentation)
        case .ecP384(let key): return Array(try key.signature(for: message).derRepresentation)
        case .ed25519(let key): return Array(try key.signature(for: message))
        case .hmac(let key): return Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
        }
    }

    /// Whether the signature is one of this key, by an algorithm that fits it.
    func verify(_ message: [UInt8], signature: [UInt8], algorithm: SignatureAlgorithm) -> Bool {
        switch self {
        case .rsa(let key):
            let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
            let digest = SHA256.hash(data: message)
            return key.publicKey.isValidSignature(signature, for: digest, padding: Self.padding(algorithm))
        case .ecP256(let key):
            // ignoring: bytes that are no DER signature are an invalid signature, not an error.
            guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.publicKey.isValidSignature(signature, for: message)
        case .ecP384(let key):
            // ignoring: bytes that are no DER signature are an invalid signature, not an error.
            guard let signature = try? P384.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.publicKey.isValidSignature(signature, for: message)
        case .ed25519(let key):
            return key.publicKey.isValidSignature(signature, for: message)
        case .hmac(let key):
            return HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: message, using: key)
        }
    }

    private static func padding(_ algorithm: SignatureAlgorithm) -> _RSA.Signing.Padding {
        algorithm == .rsaPKCS1SHA256 ? .insecurePKCS1v1_5 : .PSS
    }
}
