// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import SyncModel
import Testing

@testable import KeyVault

/// Keys and signatures go back and forth between the vault and the `openssl` command.
@Suite(.enabled(if: OpenSSL.isPresent, "openssl is not there: nothing proves that others read our keys and signatures"))
struct OpenSSLTests {
    struct Source: Sendable, CustomTestStringConvertible {
        let spec: KeySpec
        let commands: [String]
        var testDescription: String { commands.joined(separator: "; ") }

        init(_ spec: KeySpec, _ commands: String...) {
            self.spec = spec
            self.commands = commands
        }
    }

    /// Each leaves a private key in `key`.
    static let sources = [
        Source(.rsa2048, "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key"),
        Source(.rsa2048, "genrsa -traditional -out key 2048"),
        Source(.rsa3072, "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out key"),
        Source(.rsa4096, "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:4096 -out key"),
        Source(.ecP256, "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key"),
        Source(.ecP256, "ecparam -name prime256v1 -genkey -out key"),
        Source(.ecP256, "ecparam -name prime256v1 -genkey -out wide", "ec -in wide -conv_form compressed -out key"),
        Source(.ecP256, "ecparam -name prime256v1 -genkey -out wide", "ec -in wide -no_public -out key"),
        Source(.ecP384, "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out key"),
        Source(.ecP384, "ecparam -name secp384r1 -genkey -noout -out key"),
        Source(.ecP384, "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -text -out key"),
        Source(.ed25519, "genpkey -algorithm ED25519 -out key"),
    ]

    private let openssl: OpenSSL
    private let message = Array("a message for two implementations".utf8)

    init() throws { openssl = try OpenSSL() }

    private func importing(_ spec: KeySpec) throws -> KeyMaterial {
        try KeyMaterial.importing(Material(openssl.read("key")), as: spec)
    }

    private func signing(_ algorithm: SignatureAlgorithm) -> String {
        switch algorithm {
        case .rsaPSSSHA256:
            "dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -sigopt rsa_mgf1_md:sha256"
        case .rsaPKCS1SHA256, .ecdsaSHA256: "dgst -sha256"
        case .ecdsaSHA384: "dgst -sha384"
        case .ed25519, .hmacSHA256: ""
        }
    }

    @Test(arguments: sources)
    func `keys, public keys and signatures are understood on both sides`(source: Source) throws {
        for command in source.commands { try openssl.run(command) }
        let key = try importing(source.spec)
        try openssl.write(try key.publicKeyPEM().utf8, to: "public")
        let isCurve = source.spec == .ecP256 || source.spec == .ecP384
        try openssl.run((isCurve ? "ec -conv_form uncompressed" : "pkey") + " -in key -pubout -out theirs")
        #expect(try openssl.read("public") == openssl.read("theirs"))
        try openssl.write(message, to: "message")
        try openssl.write(message + [0], to: "other")
        for algorithm in source.spec.signatureAlgorithms {
            try openssl.write(try key.sign(message, algorithm: algorithm).signature, to: "ours")
            if algorithm == .ed25519 {
                try openssl.run("pkeyutl -verify -pubin -inkey public -rawin -in message -sigfile ours")
                #expect(throws: OpenSSL.Failure.self) {
                    try openssl.run("pkeyutl -verify -pubin -inkey public -rawin -in other -sigfile ours")
                }
                try openssl.run("pkeyutl -sign -inkey key -rawin -in message -out signature")
            } else {
                try openssl.run(signing(algorithm) + " -verify public -signature ours message")
                #expect(throws: OpenSSL.Failure.self) {
                    try openssl.run(signing(algorithm) + " -verify public -signature ours other")
                }
                try openssl.run(signing(algorithm) + " -sign key -out signature message")
            }
            let signature = try openssl.read("signature")
            #expect(try key.verify(message, signature: signature, algorithm: algorithm))
            #expect(try !key.verify(message + [0], signature: signature, algorithm: algorithm))
        }
    }

    @Test(arguments: KeySpec.allCases.filter(\.isAsymmetric))
    func `openssl reads the stored form of a generated key`(spec: KeySpec) throws {
        let key = try KeyMaterial.generate(spec)
        try openssl.write(key.material.copied, to: "stored")
        try openssl.run("pkey -inform DER -in stored -check -noout")
        try openssl.run("pkey -inform DER -in stored -pubout -out public")
        #expect(String(decoding: try openssl.read("public"), as: UTF8.self) == (try key.publicKeyPEM()))
    }

    @Test(arguments: [32, 64, 65, 128])
    func `HMAC is that of openssl`(size: Int) throws {
        let raw = Material.random(count: size)
        let key = KeyMaterial(spec: .hmacSHA256, material: raw)
        try openssl.write(message, to: "message")
        let hexadecimal = raw.copied.map { String(format: "%02x", $0) }.joined()
        try openssl.run("dgst -sha256 -mac HMAC -macopt hexkey:\(hexadecimal) -binary -out code message")
        #expect(try key.sign(message).signature == openssl.read("code"))
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let spec: KeySpec
        let fault: MaterialFault
        let commands: [String]
        var testDescription: String { "\(spec.rawValue): " + commands.joined(separator: "; ") }

        init(_ spec: KeySpec, _ fault: MaterialFault, _ commands: String...) {
            self.spec = spec
            self.fault = fault
            self.commands = commands
        }
    }

    private static let makeP256 = "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out own"

    static let refusals = [
        Refusal(.ecP256, .encryptedPEM, makeP256, "pkcs8 -topk8 -in own -passout pass:x -out key"),
        Refusal(.ecP256, .encryptedPEM, makeP256, "ec -in own -aes128 -passout pass:x -out key"),
        Refusal(.ecP256, .publicKeyPEM, makeP256, "pkey -in own -pubout -out key"),
        Refusal(.rsa2048, .publicKeyPEM, "genrsa -out own 2048", "rsa -in own -RSAPublicKey_out -out key"),
        Refusal(.ecP256, .certificatePEM, makeP256, "req -x509 -new -key own -subj /CN=a -out key"),
        Refusal(.ecP256, .certificatePEM, makeP256, "req -new -key own -subj /CN=a -out key"),
        Refusal(.ecP384, .otherKey(.ecP256, wanted: .ecP384), "ecparam -name prime256v1 -genkey -noout -out key"),
        Refusal(
            .ecP256,
            .otherKey(.ecP384, wanted: .ecP256),
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out key"
        ),
        Refusal(.ecP256, .otherKey(.otherCurve, wanted: .ecP256), "ecparam -name secp256k1 -genkey -noout -out key"),
        Refusal(
            .ecP256,
            .otherKey(.otherCurve, wanted: .ecP256),
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out key"
        ),
        Refusal(
            .ecP256,
            .otherKey(.otherCurve, wanted: .ecP256),
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit -out key"
        ),
        Refusal(.rsa2048, .otherKey(.rsa(bits: 1_024), wanted: .rsa2048), "genrsa -out key 1024"),
        Refusal(.rsa4096, .otherKey(.rsa(bits: 2_048), wanted: .rsa4096), "genrsa -out key 2048"),
        Refusal(.rsa2048, .otherKey(.rsa(bits: 2_047), wanted: .rsa2048), "genrsa -out key 2047"),
        Refusal(.rsa2048, .otherKey(.ed25519, wanted: .rsa2048), "genpkey -algorithm ED25519 -out key"),
        Refusal(
            .rsa2048,
            .otherKey(.otherAlgorithm, wanted: .rsa2048),
            "genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out key"
        ),
        Refusal(.rsa2048, .otherKey(.otherAlgorithm, wanted: .rsa2048), "genrsa -primes 3 -out key 2048"),
        Refusal(.ed25519, .otherKey(.otherAlgorithm, wanted: .ed25519), "genpkey -algorithm X25519 -out key"),
        Refusal(.ed25519, .otherKey(.otherAlgorithm, wanted: .ed25519), "genpkey -algorithm ED448 -out key"),
        Refusal(
            .ed25519,
            .otherKey(.ecP256, wanted: .ed25519),
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key"
        ),
    ]

    @Test(arguments: refusals)
    func `what is not the wanted key is refused with its own reason`(refusal: Refusal) throws {
        for command in refusal.commands { try openssl.run(command) }
        #expect(throws: VaultError.malformedMaterial(refusal.fault)) { try importing(refusal.spec) }
    }

    @Test
    func `two keys in one text are refused`() throws {
        try openssl.run("genpkey -algorithm ED25519 -out key")
        let text = try openssl.read("key")
        #expect(throws: VaultError.malformedMaterial(.severalPEM)) {
            try KeyMaterial.importing(Material(text + text), as: .ed25519)
        }
    }

    @Test
    func `lines may end as on Windows, and text may stand around the key`() throws {
        try openssl.run("genpkey -algorithm ED25519 -out key")
        let text = String(decoding: try openssl.read("key"), as: UTF8.self)
        let windows = "Bag Attributes\r\n" + text.replacing("\n", with: "\r\n") + "the end"
        #expect(
            try KeyMaterial.importing(Material(text: windows), as: .ed25519).material == importing(.ed25519).material
        )
    }
}
