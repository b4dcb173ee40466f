// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel
import Testing

@testable import KeyVault

@Suite
struct KeyMaterialTests {
    /// RSA of 4096 bits takes seconds to make in a debug build and differs from 3072 in its size only.
    static let signing: [KeySpec] = [.rsa2048, .rsa3072, .ecP256, .ecP384, .ed25519, .hmacSHA256]

    private let message = Array("the message itself, not its digest".utf8)

    @Test(arguments: signing)
    func `a generated key signs and verifies by each of its algorithms`(spec: KeySpec) throws {
        let key = try KeyMaterial.generate(spec)
        let stored = KeyMaterial(spec: spec, material: Material(key.material.copied))
        #expect(try key.sign(message).algorithm == spec.signatureAlgorithms.first)
        for algorithm in spec.signatureAlgorithms {
            let (signature, used) = try key.sign(message, algorithm: algorithm)
            #expect(used == algorithm)
            #expect(try stored.verify(message, signature: signature, algorithm: algorithm))
            #expect(try !stored.verify(message + [0], signature: signature, algorithm: algorithm))
            #expect(try !stored.verify([], signature: signature, algorithm: algorithm))
            for index in stride(from: 0, to: signature.count, by: 7) {
                #expect(try !stored.verify(message, signature: signature.turning(index), algorithm: algorithm))
            }
            for length in [0, 1, signature.count - 1] {
                let short = Array(signature[..<length])
                #expect(try !stored.verify(message, signature: short, algorithm: algorithm))
            }
            #expect(try !stored.verify(message, signature: signature + [0], algorithm: algorithm))
        }
    }

    @Test
    func `the two paddings of RSA are not taken for each other`() throws {
        let key = try KeyMaterial.generate(.rsa2048)
        let probabilistic = try key.sign(message).signature
        let deterministic = try key.sign(message, algorithm: .rsaPKCS1SHA256).signature
        #expect(try !key.verify(message, signature: probabilistic, algorithm: .rsaPKCS1SHA256))
        #expect(try !key.verify(message, signature: deterministic, algorithm: .rsaPSSSHA256))
        #expect(try key.sign(message).signature != probabilistic)
        #expect(try key.sign(message, algorithm: .rsaPKCS1SHA256).signature == deterministic)
    }

    @Test(arguments: [KeySpec.ecP256, .ecP384, .ed25519, .hmacSHA256])
    func `another key's signature does not verify`(spec: KeySpec) throws {
        let signature = try KeyMaterial.generate(spec).sign(message).signature
        #expect(try !KeyMaterial.generate(spec).verify(message, signature: signature))
    }

    @Test(arguments: KeySpec.allCases)
    func `an algorithm that is not the spec's is refused before the material is read`(spec: KeySpec) {
        let key = KeyMaterial(spec: spec, material: Material([]))
        for algorithm in SignatureAlgorithm.allCases where !spec.signatureAlgorithms.contains(algorithm) {
            #expect(throws: VaultError.specMismatch(spec)) { try key.sign(message, algorithm: algorithm) }
            #expect(throws: VaultError.specMismatch(spec)) {
                try key.verify(message, signature: [], algorithm: algorithm)
            }
        }
    }

    @Test
    func `every spec that does not encrypt has an algorithm, and every algorithm a spec`() {
        for spec in KeySpec.allCases { #expect(spec.signatureAlgorithms.isEmpty == spec.encrypts) }
        #expect(Set(KeySpec.allCases.flatMap(\.signatureAlgorithms)) == Set(SignatureAlgorithm.allCases))
    }

    @Test
    func `a symmetric key has no public half`() throws {
        #expect(throws: VaultError.specMismatch(.aes256)) { try KeyMaterial.generate(.aes256).publicKeyPEM() }
        #expect(throws: VaultError.specMismatch(.hmacSHA256)) { try KeyMaterial.generate(.hmacSHA256).publicKeyPEM() }
    }

    @Test
    func `a symmetric key is generated with 32 bytes`() throws {
        #expect(try KeyMaterial.generate(.aes256).material.count == 32)
        #expect(try KeyMaterial.generate(.hmacSHA256).material.count == 32)
        #expect(try KeyMaterial.generate(.aes256).material != KeyMaterial.generate(.aes256).material)
    }

    @Test(arguments: KeySpec.allCases.filter(\.isAsymmetric))
    func `stored bytes that are no key are refused when used`(spec: KeySpec) {
        for size in [0, 1, 32, 200] {
            let key = KeyMaterial(spec: spec, material: .random(count: size))
            #expect(throws: VaultError.self) { try key.sign(message) }
            #expect(throws: VaultError.self) { try key.publicKeyPEM() }
        }
    }

    /// RFC 8032, section 7.1, test 2.
    @Test
    func `Ed25519 signs as in RFC 8032`() throws {
        let seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
        let stored = bytes(hex: "302e020100300506032b657004220420" + seed)
        let key = KeyMaterial(spec: .ed25519, material: Material(stored))
        let expected = bytes(
            hex: """
                92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
                """
        )
        #expect(try key.verify([0x72], signature: expected))
        #expect(try key.sign([0x72]).signature == expected)
    }

    /// RFC 6979, appendix A.2.5, SHA-256 of "sample".
    @Test
    func `ECDSA on P-256 verifies the signature of RFC 6979`() throws {
        let scalar = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"
        let sec1 = bytes(hex: "30310201010420" + scalar + "A00A06082A8648CE3D030107")
        let key = try KeyMaterial.importing(Material(pem: sec1, label: "EC PRIVATE KEY"), as: .ecP256)
        let signature = bytes(
            hex: """
                3046022100EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716\
                022100F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8
                """
        )
        #expect(try key.verify(Array("sample".utf8), signature: signature))
        #expect(try !key.verify(Array("Sample".utf8), signature: signature))
    }
}
