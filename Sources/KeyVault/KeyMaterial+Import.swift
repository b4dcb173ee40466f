// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import FoundationEssentials
package import SyncModel

extension KeyMaterial {
    /// Bytes that a key given as text may have.
    package static let textLimit = 64 * 1_024

    /// Reads a key made elsewhere; throws `malformedMaterial` with the reason.
    ///
    /// Asymmetric specs: one private key as PEM, PKCS #8 (RFC 5208, RFC 5958), SEC 1 (RFC 5915) or PKCS #1 (RFC 8017),
    /// not encrypted. `aes_256`: base64 of 32 bytes. `hmac_sha_256`: base64 of 32 to 128 bytes. The key is kept in its
    /// stored form, made anew from what was read.
    package static func importing(_ text: Material, as spec: KeySpec) throws(VaultError) -> KeyMaterial {
        guard text.count <= textLimit else { throw .malformedMaterial(.textTooLong(limit: textLimit)) }
        do {
            let material = try text.withUnsafeBytes { bytes in
                spec.isAsymmetric ? try asymmetric(bytes, as: spec) : try symmetric(bytes, as: spec)
            }
            return KeyMaterial(spec: spec, material: material)
        } catch let fault as MaterialFault {
            throw .malformedMaterial(fault)
        } catch {
            throw .malformedMaterial(.malformedKey)
        }
    }

    private static func symmetric(_ text: UnsafeRawBufferPointer, as spec: KeySpec) throws(MaterialFault) -> Material {
        guard let material = Base64.decode(text) else { throw .notBase64 }
        let wanted = spec == .aes256 ? SealingKey.size...SealingKey.size : hmacSizes
        guard wanted.contains(material.count) else {
            throw .wrongLength(found: material.count, wanted: wanted)
        }
        return material
    }

    private static func asymmetric(_ text: UnsafeRawBufferPointer, as spec: KeySpec) throws -> Material {
        let (form, encoded) = try PrivateKeyPEM.privateKey(in: text)
        guard let der = Base64.decode(encoded) else { throw MaterialFault.brokenPEM }
        return try der.withUnsafeBytes { bytes in
            let key = try SigningKey(PrivateKeyDocument(bytes, form: form), spec: spec)
            guard var stored = key.stored else { throw MaterialFault.malformedKey }
            return Material(moving: &stored)
        }
    }
}
